import { validateMessages } from '../../body/chat-messages';
import { editJson, removeFields } from '../../json/json-edit';
import type { JsonEdits } from '../../json/json-edit';
import { invalid } from '../../errors/invalid-field';
import { requireObject } from '../../body/validate-body';
import type { JsonObject } from '../../json/json-object';
import type {
  UniformChatRequestDto,
  UniformCompletionRequestDto,
  UniformStreamRequestDto,
} from './uniform-request.dto';

/** Fields of these routes alone: the canonical form has messages in their place. */
const PROMPT_FIELDS = ['prompt', 'system'] as const;

/** A request as the body parser leaves it. */
export interface ParsedRequest {
  readonly rawBody: Buffer | undefined;
  readonly body: unknown;
}

/** A request in the canonical form, OpenAI Chat Completions: as bytes and parsed. */
export interface CanonicalChat {
  readonly raw: Buffer;
  readonly body: JsonObject;
  /** The model asked for, if one was. */
  readonly model: string | undefined;
}

/** Reads `POST /llm/chat`: messages. @throws GatewayError INVALID_REQUEST with `param` naming the field */
export function readChat(request: ParsedRequest, chat: UniformChatRequestDto): CanonicalChat {
  const body = requireObject(request.body);
  refuseStream(chat.stream);
  for (const field of PROMPT_FIELDS) {
    refuse(body, field, 'This route takes messages; a prompt goes to /llm/completions.');
  }
  validateMessages(chat.messages);
  return canonical(request, {}, chat.model);
}

/** Reads `POST /llm/completions`: a prompt, and instructions where there are any. @throws like {@link readChat} */
export function readCompletion(
  request: ParsedRequest,
  completion: UniformCompletionRequestDto,
): CanonicalChat {
  refuseStream(completion.stream);
  refuse(requireObject(request.body), 'messages', 'This route takes a prompt; messages go to /llm/chat.');
  const messages = promptMessages(completion.prompt, completion.system);
  return canonical(request, { messages }, completion.model);
}

/** Reads `POST /llm/stream`: messages or a prompt, of which it asks for a stream. @throws like {@link readChat} */
export function readStream(request: ParsedRequest, asked: UniformStreamRequestDto): CanonicalChat {
  const body = requireObject(request.body);
  if (typeof asked.prompt === 'string') {
    refuse(body, 'messages', 'Give messages or a prompt, not both.');
    const messages = promptMessages(asked.prompt, asked.system);
    return canonical(request, { messages, stream: true }, asked.model);
  }
  refuse(body, 'system', 'system goes with a prompt; among messages it is one with the role system.');
  if (!Array.isArray(asked.messages)) throw invalid('messages', 'Give messages, or a prompt.');
  validateMessages(asked.messages);
  return canonical(request, asked.stream === true ? {} : { stream: true }, asked.model);
}

function refuseStream(stream: boolean | undefined): void {
  if (stream === true) throw invalid('stream', 'This route answers whole; POST /llm/stream streams.');
}

function refuse(body: JsonObject, field: string, why: string): void {
  if (body[field] !== undefined && body[field] !== null) throw invalid(field, why);
}

function promptMessages(prompt: string, system: string | null | undefined): readonly JsonObject[] {
  const user = { role: 'user', content: prompt };
  return system ? [{ role: 'system', content: system }, user] : [user];
}

/** The body with these fields in place of prompt and system; the bytes of all others stay as they came. */
function canonical(request: ParsedRequest, edits: JsonEdits, model: string | undefined): CanonicalChat {
  const body = requireObject(request.body);
  const raw = request.rawBody ?? Buffer.alloc(0);
  const removed = PROMPT_FIELDS.filter((field) => Object.hasOwn(body, field));
  if (removed.length === 0) {
    const untouched = Object.keys(edits).length === 0;
    return untouched
      ? { raw, body, model }
      : { raw: editJson(raw, body, edits), body: { ...body, ...edits }, model };
  }
  const kept = Object.fromEntries(
    Object.entries(body).filter(([field]) => !removed.some((name) => name === field)),
  );
  return { raw: editJson(removeFields(raw, removed), kept, edits), body: { ...kept, ...edits }, model };
}
