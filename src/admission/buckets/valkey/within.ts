/** An answer did not come in time. */
export class TooLate extends Error {
  override readonly name = 'TooLate';
}

/**
 * Waits for an answer at most so long. Data that has arrived by then but could not be read yet, because this process was
 * busy, still counts: it is not the server that was late.
 * @throws TooLate, or what the answer rejects with
 */
export function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      // The event loop reads sockets between its timers and its immediates.
      setImmediate(reject, new TooLate(`no answer within ${ms} ms`));
    }, ms);
    answer.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}
