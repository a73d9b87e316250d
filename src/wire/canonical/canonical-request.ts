import type { JsonObject } from '../../json/json-object';
import type { CacheMark, ContentPart } from './content-part';
import type { Settings } from './settings';

/**
 * What one side says before the other does. Instructions (`system`, `developer`) are turns too, and keep their place:
 * moved, they would change the prefix that a provider has cached. Tool results are parts of a user's turn.
 */
export interface Turn {
  readonly role: 'instructions' | 'user' | 'assistant';
  readonly parts: readonly ContentPart[];
  /** A cache mark on the whole turn. */
  readonly cache?: CacheMark | undefined;
  /** The speaker's name, where the wire has one (`messages[].name`). */
  readonly name?: string | undefined;
  /** What the provider of an earlier answer told of it besides its parts (`container`, `stop_reason`), by maker. */
  readonly details?: Readonly<Record<string, JsonObject>> | undefined;
  /** The turn's path in the caller's request (`messages.2`), for messages to the caller. */
  readonly at: string;
}

/** A tool that the model may call. */
export type Tool =
  | FunctionTool
  /** A tool whose input is a text, by a grammar where `format` says so (OpenAI's `custom`). */
  | {
      readonly kind: 'custom';
      readonly name: string;
      readonly description: string | undefined;
      readonly format: JsonObject | undefined;
      readonly at: string;
    }
  /** A tool that the provider runs, in the form of the wire family that knows it (`web_search_20250305`, `googleSearch`). */
  | { readonly kind: 'provider'; readonly maker: string; readonly value: JsonObject; readonly at: string };

/** A function that the caller runs. */
export interface FunctionTool {
  readonly kind: 'function';
  readonly name: string;
  readonly description: string | undefined;
  /** JSON Schema of the arguments; undefined for a function without any. */
  readonly parameters: JsonObject | undefined;
  readonly strict: boolean | undefined;
  readonly cache?: CacheMark | undefined;
  /** Further fields of the tool that a provider may know (`defer_loading`, `eager_input_streaming`). */
  readonly own: JsonObject;
  /** The tool in the form of the one wire family whose models know it without a schema. */
  readonly native?: { readonly maker: string; readonly value: JsonObject } | undefined;
  readonly at: string;
}

/** Whether, and which, tool is to be called; `allowed` narrows the choice to some of the tools. */
export type ToolChoice =
  /** `validated`: what it calls has to be as declared; Google's word, `auto` where it is missing. */
  | { readonly mode: 'auto'; readonly validated?: true }
  | { readonly mode: 'none' | 'required' }
  | { readonly mode: 'named'; readonly name: string }
  | {
      readonly mode: 'allowed';
      readonly names: ReadonlySet<string>;
      readonly required: boolean;
      /** Types of the provider's own tools that it narrows the choice to; undefined where it is about functions alone. */
      readonly own?: ReadonlySet<unknown> | undefined;
    };

/**
 * A request in the middle between a door's wire and a provider's: instructions and turns in the caller's order, tools, and
 * settings. A door's wire reads it, a provider's writes it; no pair of wires knows each other.
 */
export interface CanonicalRequest {
  readonly turns: readonly Turn[];
  readonly tools: readonly Tool[];
  readonly toolChoice: ToolChoice | undefined;
  readonly settings: Settings;
}
