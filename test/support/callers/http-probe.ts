import { get } from 'node:http';

const LIMIT_MS = 10_000;

/** Whether a URL answers `GET` with a 2xx status within ten seconds; leaves no connection open. */
export function answersOk(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, signal: AbortSignal.timeout(LIMIT_MS) }, (answer) => {
      const { statusCode = 0 } = answer;
      answer.on('error', () => resolve(false));
      answer.once('end', () => resolve(statusCode >= 200 && statusCode < 300));
      answer.resume();
    });
    request.once('error', () => resolve(false));
  });
}
