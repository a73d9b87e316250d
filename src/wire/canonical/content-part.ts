import type { JsonObject } from '../../json/json-object';

/**
 * Who made an opaque value and alone understands it: the name of the wire family (`anthropic`, `google`, `openai`,
 * `bedrock`), not of an account. A value never goes to another maker.
 */
export type Maker = string;

/**
 * What a provider signed a part of its answer with (Anthropic's `signature`, Gemini's `thoughtSignature`), and wants back
 * beside that part, byte for byte.
 */
export interface Signature {
  readonly maker: Maker;
  readonly value: string;
}

/** Anthropic's cache mark (`{"type": "ephemeral", "ttl": "1h"}`), on a part, a turn or a tool. */
export type CacheMark = JsonObject;

/** Where the bytes of an image, a sound, a video or a document are. */
export type MediaSource =
  /** Inside the request; `data` is base64 in the standard or the URL-safe alphabet, as the caller wrote it. */
  | { readonly type: 'inline'; readonly mediaType: string; readonly data: string }
  /** At an address that the provider fetches; `mediaType` where the caller named it. */
  | { readonly type: 'url'; readonly url: string; readonly mediaType: string | undefined }
  /** A file that the provider keeps. */
  | { readonly type: 'file'; readonly id: string; readonly mediaType: string | undefined }
  /** A plain text. */
  | { readonly type: 'text'; readonly text: string };

interface PartBase {
  /** The part's path in the caller's request (`messages.2.content.0`), for messages to the caller. */
  readonly at: string;
  readonly cache?: CacheMark | undefined;
  /** OpenAI's `prompt_cache_breakpoint`, which is a cache mark elsewhere; see cache-breakpoint.ts. */
  readonly breakpoint?: JsonObject | undefined;
  /** Fields that no other wire than the caller's has, by name. */
  readonly callersOwn?: readonly string[] | undefined;
}

/** A text. */
export interface TextPart extends PartBase {
  readonly kind: 'text';
  readonly text: string;
  readonly signature?: Signature | undefined;
  /** Citations of an earlier answer, in the form of their maker. */
  readonly citations?: { readonly maker: Maker; readonly values: readonly unknown[] } | undefined;
  /** Anthropic's `search_result` block that the text was written from. */
  readonly searchResult?: JsonObject | undefined;
}

/** A picture, a sound or a video. */
export interface MediaPart extends PartBase {
  readonly kind: 'image' | 'audio' | 'video';
  readonly source: MediaSource;
  /** Path of the field that says where the bytes are, for messages to the caller; the part's own where it is left out. */
  readonly field?: string | undefined;
  /** OpenAI's `detail` of an image (`low`, `high`, `auto`). */
  readonly detail?: string | undefined;
  /** Of a picture that an earlier answer held. */
  readonly signature?: Signature | undefined;
}

/** A document: a PDF, a text. */
export interface DocumentPart extends PartBase {
  readonly kind: 'document';
  readonly source: MediaSource;
  /** Path of the field that says where the bytes are, for messages to the caller; the part's own where it is left out. */
  readonly field?: string | undefined;
  readonly filename?: string | undefined;
  /** Anthropic's `context` of a document. */
  readonly context?: string | undefined;
  /** Anthropic's `citations` setting of a document (`{"enabled": true}`). */
  readonly citations?: JsonObject | undefined;
}

/** A tool call of an earlier answer. */
export interface ToolCallPart extends PartBase {
  readonly kind: 'tool_call';
  /** The id under which the caller knows the call. */
  readonly id: string;
  /** The id that the provider gave it, where the caller knows it by another; undefined also where it gave none. */
  readonly providerId?: string | undefined;
  readonly name: string;
  /** JSON text of a function's arguments, empty for none; the plain text of a custom tool's input. */
  readonly input: string;
  readonly tool: 'function' | 'custom';
  readonly signature?: Signature | undefined;
  /** Anthropic's `caller`, where the model did not call the tool itself. */
  readonly caller?: unknown;
}

/** The result of a tool call. */
export interface ToolResultPart extends PartBase {
  readonly kind: 'tool_result';
  readonly callId: string;
  /** The called tool's name, where the wire says it. */
  readonly name?: string | undefined;
  readonly parts: readonly ContentPart[];
  /** The result as an object, where the wire has it so (Gemini's `response`); `parts` hold the same as text. */
  readonly object?: JsonObject | undefined;
  readonly isError: boolean;
}

/** Reasoning of an earlier answer. */
export interface ReasoningPart extends PartBase {
  readonly kind: 'reasoning';
  readonly text: string;
  /** Without a signature its maker is not known, and only wires that take plain reasoning get it. */
  readonly signature?: Signature | undefined;
  /** Whether `text` is a summary of the reasoning (Responses' `summary`). */
  readonly isSummary?: boolean | undefined;
  /** Responses' item id. */
  readonly id?: string | undefined;
}

/** A refusal that an earlier answer gave. */
export interface RefusalPart extends PartBase {
  readonly kind: 'refusal';
  readonly text: string;
}

/** A part that only its maker understands: redacted thinking, encrypted reasoning, a tool that ran at the provider. */
export interface OpaquePart extends PartBase {
  readonly kind: 'opaque';
  readonly maker: Maker;
  /** The part in its maker's own form. */
  readonly value: JsonObject;
  /** What it says, for every other provider; left out where nothing of it is for them. */
  readonly words?: string | undefined;
}

/** A piece of a turn. Parts keep their order: a signature belongs to its place. */
export type ContentPart =
  | TextPart
  | MediaPart
  | DocumentPart
  | ToolCallPart
  | ToolResultPart
  | ReasoningPart
  | RefusalPart
  | OpaquePart;
