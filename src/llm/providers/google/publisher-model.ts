import { PUBLISHERS } from './publishers.data';
import type { Publisher } from './publishers.data';

/** A model of another maker on Vertex AI. */
export interface PublisherModel {
  readonly publisher: Publisher;
  /** The model's own name, with its version where it has one: `mistral-large-2411@001`. */
  readonly name: string;
}

/** `publishers/meta/models/llama-…`, alone or at the end of a whole resource name. */
const RESOURCE = /(?:^|\/)publishers\/([^/]+)\/models\/([^/]+)$/;
/** `meta/llama-…`. */
const SHORT = /^([^/]+)\/([^/]+)$/;

/** The maker of a model that is not asked in Gemini's wire, nor in Anthropic's; undefined for every other name. */
export function publisherModel(model: string): PublisherModel | undefined {
  const [, maker, name = model] = RESOURCE.exec(model) ?? SHORT.exec(model) ?? [];
  const publisher = PUBLISHERS.find((one) =>
    // Of Google's own models most are Gemini's, and further kinds of models have one name before the slash too.
    maker === undefined || maker === 'google' ? one.models.test(name) : one.name === maker,
  );
  return publisher === undefined || (maker === 'google' && publisher.name !== 'google')
    ? undefined
    : { publisher, name };
}
