import type { GatewayError } from '../errors/gateway-error';

/** By what a call is known when it comes again: its caller's `Idempotency-Key`. */
export interface RepeatedCall {
  /** Of caller, door and key; equal for calls that are to be one. */
  readonly name: string;
  /** Of the body, without what says whether it is streamed; one key has one body. */
  readonly bodyHash: string;
  /** `Last-Event-ID`: the stream goes on after this event. */
  readonly after: number | undefined;
  /** Why the call may not be made; it may get the answer of another one, which costs nothing. */
  readonly refusal?: GatewayError | undefined;
  /** Told when the call gets the answer of another one. */
  readonly joined?: () => void;
}
