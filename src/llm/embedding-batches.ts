import { PartCancellation } from '../cancellation/cancellation';
import type { CancelSignal } from '../cancellation/cancellation';
import { invalid } from '../errors/invalid-field';

/**
 * Texts of one call that needs several requests: as many as OpenAI takes (https://platform.openai.com/docs/api-reference/embeddings/create).
 * A call is one to the limits of its key, and would be thousands at its provider.
 */
const MOST_TEXTS = 2_048;

/** How the texts of one embeddings call are divided. */
export interface BatchLimits {
  /** Texts that one request may hold. */
  readonly size: number;
  /** Requests of one call that run at once. */
  readonly atOnce: number;
}

/**
 * Asks for the texts of a call by as many requests as they need, and gives the answers in the texts' order. The first
 * request that fails ends the others.
 * @throws what that one failed with; GatewayError INVALID_REQUEST for more texts than one call may have
 */
export async function inBatches<E, T>(
  texts: readonly E[],
  { size, atOnce }: BatchLimits,
  ask: (batch: readonly E[], signal: CancelSignal) => Promise<T>,
  signal: CancelSignal,
): Promise<T[]> {
  if (texts.length > Math.max(size, MOST_TEXTS)) {
    throw invalid(
      'input',
      `The request has ${texts.length} texts to embed. Send at most ${MOST_TEXTS} in one request.`,
    );
  }
  const answers: T[] = [];
  const all = new PartCancellation(signal);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next * size < texts.length) {
      const index = next++;
      answers[index] = await ask(texts.slice(index * size, (index + 1) * size), all);
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, work));
  } catch (thrown) {
    all.abort(thrown);
    throw thrown;
  } finally {
    all.release();
  }
  return answers;
}
