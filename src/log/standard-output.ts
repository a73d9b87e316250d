import { write } from 'node:fs';

/** Told how a write ended: undefined when all was taken, else why not, and how many bytes were. */
type Sent = (problem: Error | undefined, taken: number) => void;

/** Writes bytes to standard output without blocking the process; one at a time. */
export type Send = (bytes: Buffer, sent: Sent) => void;

/** A terminal or device that takes nothing right now is asked again so soon. */
const ASK_AGAIN_MS = 100;

/** For pipes and sockets, which Node writes from the event loop. A reader who does not read leaves it under way. */
export const sendToPipe: Send = (bytes, sent) => {
  process.stdout.write(bytes, (problem) => {
    sent(problem ?? undefined, problem === undefined || problem === null ? bytes.length : 0);
  });
};

/** For files, devices and terminals, which Node would write synchronously; here a thread does. */
export const sendToFile: Send = (bytes, sent) => {
  const from = (at: number): void => {
    write(process.stdout.fd, bytes, at, bytes.length - at, null, (problem, written) => {
      if (problem === null) {
        if (at + written < bytes.length) from(at + written);
        else sent(undefined, bytes.length);
      } else if (problem.code === 'EAGAIN') {
        setTimeout(from, ASK_AGAIN_MS, at).unref();
      } else {
        sent(problem, at);
      }
    });
  };
  from(0);
};
