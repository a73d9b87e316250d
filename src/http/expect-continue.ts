import { IncomingMessage } from 'node:http';
import type { ServerResponse } from 'node:http';

/** Sends `100 Continue` when the body is first read, unless the request was answered by then. */
export function deferContinue(request: IncomingMessage, response: ServerResponse): void {
  request._read = (size) => {
    Reflect.deleteProperty(request, '_read');
    if (!response.headersSent) response.writeContinue();
    IncomingMessage.prototype._read.call(request, size);
  };
}
