import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { RunEvents } from './run-events';

/** After so much silence a comment goes out. */
export const SILENCE_MS = 15_000;
export const KEEP_ALIVE = Buffer.from(': keep-alive\n\n');

/** Sends the events of an answer after a number, as they come. */
export function sendEvents(reply: FastifyReply, events: RunEvents, after: number): void {
  sendFrames(reply, events.after(after, KEEP_ALIVE, SILENCE_MS));
}

/** Sends frames of server-sent events as they come. */
export function sendFrames(reply: FastifyReply, frames: AsyncIterable<Buffer | string>): void {
  void reply
    .type('text/event-stream; charset=utf-8')
    .header('cache-control', 'no-cache')
    .send(Readable.from(frames, { objectMode: false }));
}
