import type { SettingType } from './setting.decorator';

export const RESCUE_MODES = ['prefill', 'restart', 'instruction'] as const;
/** A way of going on with a broken stream. */
export type RescueModeName = (typeof RESCUE_MODES)[number];

/** How much of an answer's beginning waits. */
export interface HoldBackSetting {
  readonly characters?: number;
  readonly ms?: number;
}

const MAX_HOLD_BACK = 100_000;

/** The ways of going on with a broken stream, in order; `off` for none. */
export const rescueModes: SettingType<readonly RescueModeName[]> = {
  allowed: `off, or one or more of ${RESCUE_MODES.join(', ')}, comma-separated`,
  parse(value) {
    if (value.toLowerCase() === 'off') return [];
    const words = value.split(',').map((word) => word.trim().toLowerCase());
    const modes = RESCUE_MODES.filter((mode) => words.includes(mode));
    if (modes.length !== new Set(words).size || modes.length !== words.length) {
      throw new Error(`must be ${this.allowed}`);
    }
    return words.flatMap((word) => modes.filter((mode) => mode === word));
  },
};

/** How much of an answer's beginning waits: `200` characters, or `500ms`; undefined for 0. */
export const holdBack: SettingType<HoldBackSetting | undefined> = {
  allowed: `characters (200) or milliseconds (500ms), up to ${MAX_HOLD_BACK}`,
  parse(value) {
    const found = /^(\d{1,6})(ms)?$/.exec(value);
    const count = Number(found?.[1]);
    if (found === null || count > MAX_HOLD_BACK) throw new Error(`must be ${this.allowed}`);
    if (count === 0) return undefined;
    return found[2] === undefined ? { characters: count } : { ms: count };
  },
};
