import type { Asked } from '../../wire/canonical/answer-writer';
import { roughPromptTokens } from '../call-estimate';
import type { LlmCall } from '../llm-adapter';

/** What the writer of a door's wire has to know of a call. */
export function askedOf(call: LlmCall): Asked {
  return new AskedCall(call);
}

/** The tokens are estimated where a wire tells them, and not before. */
class AskedCall implements Asked {
  readonly model: string;
  readonly answerModel: string | undefined;
  readonly givenModel: string | undefined;
  readonly usageWanted: boolean;

  constructor(
    private readonly call: Pick<
      LlmCall,
      'model' | 'answerModel' | 'givenModel' | 'usageWanted' | 'raw' | 'body'
    >,
  ) {
    this.model = call.model;
    this.answerModel = call.answerModel;
    this.givenModel = call.givenModel;
    this.usageWanted = call.usageWanted;
  }

  get promptTokens(): number {
    return roughPromptTokens(this.call);
  }
}
