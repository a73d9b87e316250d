import type { AnswerCall, AnswerSource, Layer } from '../routing/answer-source';
import type { CallRequest } from './call-request';

/** A layer, and which calls it is in the chain of. */
export interface CallLayer {
  readonly name: string;
  /** Whether a setting, the alias or a header asks for it; it is not in the chain of any other call. */
  isWanted(request: CallRequest, call: AnswerCall): boolean;
  /** Put around the source below it. */
  readonly layer: Layer;
}

/** Injection token of the {@link CallLayer}s, the outermost first. */
export const CallLayers = Symbol('CallLayers');

/**
 * The layers around the router, the outermost first. None so far; they will be: idempotency, cache, rescue, hedging.
 * A new layer is a folder in `src/layers/` and a line here.
 */
export const callLayersProvider = {
  provide: CallLayers,
  useFactory: (): readonly CallLayer[] => [],
};

/** What answers a call: the router, with the layers around it that the call wants. */
export function chainFor(
  request: CallRequest,
  call: AnswerCall,
  router: AnswerSource,
  layers: readonly CallLayer[],
): AnswerSource {
  let source = router;
  for (let at = layers.length - 1; at >= 0; at--) {
    const entry = layers[at];
    if (entry?.isWanted(request, call) === true) source = entry.layer(source);
  }
  return source;
}
