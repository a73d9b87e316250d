import type { AnswerCall, Layer } from '../routing/answer-source';
import type { CallRequest } from './call-request';

/** A layer, and which calls it is in the chain of. */
export interface CallLayer {
  readonly name: string;
  /** Whether a setting, the alias or a header asks for it; it is not in the chain of any other call. */
  isWanted(request: CallRequest, call: AnswerCall): boolean;
  /** Put around the source below it. */
  readonly layer: Layer;
}
