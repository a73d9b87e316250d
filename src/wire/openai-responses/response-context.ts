import type { PartSeal } from '../canonical/part-seal';
import type { BegunResponse } from './begun-response';
import type { ToolNames } from './tool-names';

/** What a response says of its request, and where its tools' names come from. */
export interface ResponseContext {
  readonly id: string;
  /** What a provider has made of it before, where this goes on with its events. */
  readonly begun?: BegunResponse | undefined;
  /** Told when frames of it are taken. */
  readonly onTaken?: (() => void) | undefined;
  /** What it calls its model, whatever the provider calls it. */
  readonly givenModel?: string | undefined;
  /** Seconds since 1970. */
  readonly createdAt: number;
  /** Whether it goes on without its caller. */
  readonly background: boolean;
  /** See `responseEcho`. */
  readonly echo: string;
  /** The `service_tier` that was asked for: the answer names it until its provider has told which one it was. */
  readonly tier: unknown;
  readonly names: ToolNames;
  readonly seal: PartSeal;
  /** Whether the caller gets what is sealed. */
  readonly encrypted: boolean;
  /** Whether the caller gets the pages that a search of the web found. */
  readonly sources: boolean;
  /** Whether the caller gets what code printed that the provider ran. */
  readonly outputs: boolean;
}
