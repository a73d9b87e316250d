import type { ChatUsage } from '../../wire/openai-chat/chat-types';
import type { ErrorBody } from '../../errors/error-body';
import type { NeededFields } from './message-text';
import type { ToolCall, ToolCallDelta } from './tool-call-assembly';

/** The events of `POST /llm/stream` by their names, with the fields of each. Indices count from 1. */
export interface StreamEvents {
  /** The next piece of the answer; `index` counts the tokens. */
  token: { readonly token: string; readonly index: number };
  /** The next piece of the model's reasoning; `index` counts these. */
  reasoning: { readonly token: string; readonly index: number };
  /** The next piece of a tool call; `index` counts the calls. Id and name are repeated on each. */
  tool_call: ToolCallDelta;
  /** The whole answer, once it is complete. */
  message: {
    readonly role: string;
    readonly content: string;
    readonly tool_calls: readonly ToolCall[];
    /** Pictures that the model made, and what its text rests on, as Chat Completions has them. */
    readonly images?: readonly unknown[];
    readonly annotations?: readonly unknown[];
  } & NeededFields;
  /** The last event of a whole answer. */
  end: {
    readonly usage: ChatUsage | null;
    readonly finish_reason: string | null;
    readonly model: string;
    readonly trace_id: string;
    /** How a stream that broke was gone on with. */
    readonly x_llm_proxy?: object;
  };
  /** The last event of an answer that is not whole; the connection is broken after it. */
  error: ErrorBody;
}

/** How events are written for a caller. */
export interface EventFormat {
  readonly contentType: string;
  /** Bytes that mean nothing, for times of silence. */
  readonly keepAlive: Buffer;
  /** The text of one event. */
  write<Name extends keyof StreamEvents>(name: Name, fields: StreamEvents[Name]): string;
}

const SERVER_SENT_EVENTS: EventFormat = {
  contentType: 'text/event-stream; charset=utf-8',
  keepAlive: Buffer.from(': keep-alive\n\n'),
  write: (name, fields) => `event: ${name}\ndata: ${oneLine(fields)}\n\n`,
};

const JSON_LINES: EventFormat = {
  contentType: 'application/x-ndjson; charset=utf-8',
  keepAlive: Buffer.from('\n'),
  write: (name, fields) => `{"type":"${name}",${oneLine(fields).slice(1)}\n`,
};

/** JSON lines for a caller whose Accept header names them, server-sent events for all others. */
export function eventFormat(accept: string | undefined): EventFormat {
  return accept?.toLowerCase().includes('application/x-ndjson') === true ? JSON_LINES : SERVER_SENT_EVENTS;
}

/** JSON without the line ends that Unicode has besides JSON's own: many a client splits lines at these too. */
function oneLine(fields: object): string {
  return JSON.stringify(fields).replace(
    /[\u0085\u2028\u2029]/g,
    (end) => `\\u${end.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
