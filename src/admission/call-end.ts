import { EventEmitter } from 'node:events';
import type { ClosesOnce } from './admission-rule';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a call that goes on without its caller; undefined of all others. */
    callEnd: CallEnd | undefined;
  }
}

/** Ends what a call has taken of the limits where no response does so. */
export class CallEnd extends EventEmitter implements ClosesOnce {
  closed = false;
  /** Whether the call closes it. */
  held = false;

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.emit('close');
  }
}
