import { Injectable } from '@nestjs/common';
import { Captures } from '../../captures/captures';
import { REDACTED_WORD, isLikeKey } from '../../log/like-a-key';
import type { CallListener } from '../call-listener';
import type { CallRecord } from '../call-record';

const FIRST_FAILURE = 400;

/** Keeps the content of a call whose key or group opted in to that; with `errors` only of one that was not answered whole. */
@Injectable()
export class CallCaptureListener implements CallListener {
  constructor(private readonly captures: Captures) {}

  begun(call: CallRecord): undefined {
    const { caller } = call.request;
    if (caller.kind === 'virtual') call.content = this.captures.begin(caller.key);
    return undefined;
  }

  ended({ request, content, ending, status }: CallRecord): void {
    if (content === undefined || request.caller.kind !== 'virtual') return;
    const failed = ending !== 'whole' || status >= FIRST_FAILURE;
    if (content.rules.mode === 'errors' && !failed) return;
    const call = {
      callId: request.trace.callId,
      key: request.caller.key,
      door: request.route,
      // A caller may put a key where a name belongs.
      model: isLikeKey(request.model) ? REDACTED_WORD : request.model,
      status,
      ended: ending,
    };
    this.captures.keep(call, request.raw, content);
  }
}
