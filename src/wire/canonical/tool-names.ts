import { createHash } from 'node:crypto';
import type { CanonicalRequest, Tool, ToolChoice, Turn } from './canonical-request';
import type { ContentPart } from './content-part';
import { FittedNames } from './fitted-names';
import type { NameForm } from './fitted-names';

/** Every provider takes names of so many characters; some take longer ones. */
const MAX_LENGTH = 64;
const DIGEST_LENGTH = 8;

/**
 * Tool names of letters, digits and some signs, 64 characters at the most. Others keep what fits of them, for the model to
 * know what they are; a digest tells those apart that are cut.
 * @param signs that a name may hold, as in a character class
 * @param first what it may begin with, as in a character class; what it may hold where it is left out
 */
export function toolNameForm(signs: string, first = signs): NameForm {
  const other = new RegExp(`[^${signs}]`, 'g');
  const begins = new RegExp(`^[${first}]`);
  return {
    fits: new RegExp(`^[${first}][${signs}]{0,${MAX_LENGTH - 1}}$`),
    fit: (name, attempt) => {
      const plain = name.replace(other, '_');
      const begun = begins.test(plain) ? plain : `_${plain}`;
      if (attempt === 0 && begun.length <= MAX_LENGTH) return begun;
      const digest = createHash('sha256').update(`${attempt}:${name}`).digest('hex').slice(0, DIGEST_LENGTH);
      return `${begun.slice(0, MAX_LENGTH - DIGEST_LENGTH - 1)}_${digest}`;
    },
  };
}

/** A request whose tools have names that its provider takes. */
export interface FittedTools {
  readonly request: CanonicalRequest;
  /** The caller's names by those that go instead of them; undefined where all go as they are. */
  readonly callersNames: ReadonlyMap<string, string> | undefined;
}

/** Gives tools, the calls of earlier answers and their results names that the provider takes. */
export function fitToolNames(request: CanonicalRequest, form: NameForm): FittedTools {
  const names = [...namesIn(request)];
  const others = names.filter((name) => !form.fits.test(name));
  if (others.length === 0) return { request, callersNames: undefined };
  const fitted = new FittedNames(form);
  // Names that fit are taken first, and so they stay.
  for (const name of names) if (form.fits.test(name)) fitted.of(name);
  const callersNames = new Map(others.map((name) => [fitted.of(name), name]));
  return { request: renamed(request, (name) => fitted.of(name)), callersNames };
}

function namesIn({ tools, toolChoice, turns }: CanonicalRequest): ReadonlySet<string> {
  const names = new Set<string>();
  for (const tool of tools) if (tool.kind !== 'provider') names.add(tool.name);
  if (toolChoice?.mode === 'named') names.add(toolChoice.name);
  if (toolChoice?.mode === 'allowed') for (const name of toolChoice.names) names.add(name);
  for (const { parts } of turns) {
    for (const part of parts) {
      if (part.kind === 'tool_call') names.add(part.name);
      if (part.kind === 'tool_result' && part.name !== undefined) names.add(part.name);
    }
  }
  return names;
}

type Rename = (name: string) => string;

function renamed(request: CanonicalRequest, rename: Rename): CanonicalRequest {
  return {
    ...request,
    tools: request.tools.map((tool): Tool => {
      return tool.kind === 'provider' ? tool : { ...tool, name: rename(tool.name) };
    }),
    toolChoice: renamedChoice(request.toolChoice, rename),
    turns: request.turns.map((turn): Turn => {
      return { ...turn, parts: turn.parts.map((part) => renamedPart(part, rename)) };
    }),
  };
}

function renamedChoice(choice: ToolChoice | undefined, rename: Rename): ToolChoice | undefined {
  if (choice?.mode === 'named') return { ...choice, name: rename(choice.name) };
  if (choice?.mode === 'allowed') return { ...choice, names: new Set([...choice.names].map(rename)) };
  return choice;
}

function renamedPart(part: ContentPart, rename: Rename): ContentPart {
  if (part.kind === 'tool_call') return { ...part, name: rename(part.name) };
  if (part.kind === 'tool_result' && part.name !== undefined) return { ...part, name: rename(part.name) };
  return part;
}
