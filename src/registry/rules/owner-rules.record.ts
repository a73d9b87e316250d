import { isIP } from 'node:net';
import { DOOR_NAMES } from '../../config/door-names';
import { meantRedaction, REDACTIONS } from '../../config/redactions';
import { networks } from '../../config/setting-types';
import { checkedNumber, notAllowed } from '../field-checks';
import { objectIn } from '../json-text';
import type { CaptureMode, OwnerRules } from '../registry-records';

/** The limits of {@link OwnerRules}, each with the most that it can be. */
const LIMITS = {
  requests_per_second: 1_000_000,
  requests_per_minute: 60_000_000,
  requests_per_day: 10_000_000_000,
  tokens_per_second: 1_000_000_000,
  tokens_per_minute: 10_000_000_000,
  tokens_per_day: 10_000_000_000_000,
  max_concurrent: 1_000_000,
} as const satisfies Partial<Record<keyof OwnerRules, number>>;

type LimitField = keyof typeof LIMITS;
const LIMIT_FIELDS = Object.keys(LIMITS) as readonly LimitField[];

/** Every field of {@link OwnerRules}. */
const RULE_FIELDS = [
  ...LIMIT_FIELDS,
  'allowed_addresses',
  'allowed_doors',
  'capture',
  'capture_days',
  'capture_redact',
] as const satisfies readonly (keyof OwnerRules)[];

/** Nothing is limited. */
export const NO_RULES: OwnerRules = Object.freeze({
  requests_per_second: null,
  requests_per_minute: null,
  requests_per_day: null,
  tokens_per_second: null,
  tokens_per_minute: null,
  tokens_per_day: null,
  max_concurrent: null,
  allowed_addresses: null,
  allowed_doors: null,
  capture: null,
  capture_days: null,
  capture_redact: null,
});

const MAX_ADDRESSES = 256;
const MAX_CAPTURE_DAYS = 365;
const MAX_REDACT = 32;
/** It begins with a text of its own and has few `*`, so that it is found in linear time. */
const REDACT_TEXT = /^[^*\p{Cc}]{1,64}(?:\*[^*\p{Cc}]{0,64}){0,3}$/u;

export const CAPTURE_MODES = ['none', 'errors', 'all'] as const satisfies readonly CaptureMode[];

/**
 * The rules that are asked for; what is not given stays as it was.
 * @throws GatewayError INVALID_REQUEST with `param`
 */
export function checkedRules(given: Partial<OwnerRules>, before: OwnerRules = NO_RULES): OwnerRules {
  const limits = LIMIT_FIELDS.map((name) => {
    const value = given[name];
    return [name, value === undefined ? before[name] : checkedLimit(name, value)] as const;
  });
  const { allowed_addresses: addresses, allowed_doors: doors, capture, capture_days: days } = given;
  const { capture_redact: redact } = given;
  return {
    ...NO_RULES,
    ...Object.fromEntries(limits),
    allowed_addresses: addresses === undefined ? before.allowed_addresses : checkedAddresses(addresses),
    allowed_doors: doors === undefined ? before.allowed_doors : checkedDoors(doors),
    capture: capture === undefined ? before.capture : checkedCapture(capture),
    capture_days: days === undefined ? before.capture_days : checkedDays(days),
    capture_redact: redact === undefined ? before.capture_redact : checkedRedact(redact),
  };
}

/**
 * Stored rules with some of them changed, as they are stored. Where nothing is said of them they stay, whatever they are.
 * @throws GatewayError INVALID_REQUEST with `param`
 */
export function patchedRules(stored: string | null, patch: Partial<OwnerRules>): string | null {
  if (RULE_FIELDS.every((name) => patch[name] === undefined)) return stored;
  return rulesText(checkedRules(patch, rulesIn(stored)));
}

/** Rules as they are stored; null for none. */
export function rulesText(rules: OwnerRules): string | null {
  const set = Object.entries(rules).filter(([, value]) => value !== null);
  return set.length === 0 ? null : JSON.stringify(Object.fromEntries(set));
}

/**
 * Stored rules, read again.
 * @returns undefined for what nobody could have stored: who has such rules is let in nowhere
 */
export function rulesIn(text: string | null): OwnerRules | undefined {
  if (text === null) return NO_RULES;
  try {
    const stored = objectIn(text);
    return stored === undefined ? undefined : checkedRules(stored);
  } catch {
    return undefined;
  }
}

/** Those that say something, for the audit table. */
export function rulesAudit(text: string | null): Readonly<Record<string, unknown>> {
  return text === null ? {} : (objectIn(text) ?? {});
}

function checkedLimit(name: LimitField, value: unknown): number | null {
  if (value === null) return null;
  return checkedNumber(value, name, { min: 1, max: LIMITS[name], whole: true });
}

/** @throws GatewayError INVALID_REQUEST naming the entry */
function checkedAddresses(value: unknown): readonly string[] | null {
  if (value === null) return null;
  const words = 'a list of 1 to 256 addresses or networks, such as 203.0.113.7 or 10.0.0.0/8';
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_ADDRESSES) {
    throw notAllowed('allowed_addresses', `The allowed_addresses must be ${words}; null for all.`);
  }
  return value.map((entry: unknown) => {
    if (typeof entry === 'string' && isNetwork(entry)) return entry;
    throw notAllowed(
      'allowed_addresses',
      `The allowed_addresses must be ${words}, not ${JSON.stringify(entry).slice(0, 64)}.`,
    );
  });
}

function isNetwork(text: string): boolean {
  if (isIP(text.split('/', 1)[0] ?? '') === 0) return false;
  try {
    networks.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** @throws GatewayError INVALID_REQUEST */
function checkedDoors(value: unknown): readonly string[] | null {
  if (value === null) return null;
  const known: readonly unknown[] = DOOR_NAMES;
  if (Array.isArray(value) && value.length > 0 && value.every((door) => known.includes(door))) {
    return [...new Set(value as readonly string[])];
  }
  throw notAllowed(
    'allowed_doors',
    `The allowed_doors must be some of ${DOOR_NAMES.join(', ')}; null for all.`,
  );
}

/** @throws GatewayError INVALID_REQUEST */
function checkedCapture(value: unknown): CaptureMode | null {
  const mode = value === null ? null : CAPTURE_MODES.find((one) => one === value);
  if (mode !== undefined) return mode;
  throw notAllowed(
    'capture',
    `The capture must be one of ${CAPTURE_MODES.join(', ')}; null for what the group says.`,
  );
}

function checkedDays(value: unknown): number | null {
  if (value === null) return null;
  return checkedNumber(value, 'capture_days', { min: 1, max: MAX_CAPTURE_DAYS, whole: true });
}

/** @throws GatewayError INVALID_REQUEST */
function checkedRedact(value: unknown): readonly string[] | null {
  if (value === null) return null;
  const fits =
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= MAX_REDACT &&
    value.every((one) => typeof one === 'string' && REDACT_TEXT.test(one));
  if (fits) return [...new Set(value as readonly string[])];
  throw notAllowed(
    'capture_redact',
    `The capture_redact must be 1 to ${MAX_REDACT} of ${REDACTIONS.join(', ')}, or texts of up to 64 characters with up to three *.`,
  );
}

/** @throws GatewayError INVALID_REQUEST for a text that would leave in what it is to take out */
export function refuseUnclearRedaction(rules: Partial<OwnerRules>): void {
  const redact: unknown = rules.capture_redact;
  for (const text of Array.isArray(redact) ? (redact as readonly unknown[]) : []) {
    const kind = typeof text === 'string' ? meantRedaction(text) : undefined;
    if (kind === undefined) continue;
    throw notAllowed(
      'capture_redact',
      `The capture_redact '${String(text)}' is the kind '${kind}' in other words: say '${kind}', or '${String(text)}*' for texts that begin so.`,
    );
  }
}

/** @throws GatewayError INVALID_REQUEST where an operator forbids it */
export function refuseCapture(rules: Partial<OwnerRules>, isAllowed: boolean): void {
  if (isAllowed || rules.capture === undefined || rules.capture === null || rules.capture === 'none') return;
  throw notAllowed(
    'capture',
    'Content is not captured on this gateway: LLM_PROXY__CAPTURE_ALLOWED is false.',
  );
}
