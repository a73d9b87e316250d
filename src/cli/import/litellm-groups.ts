import { isObject } from '../../json/json-object';
import type { WantedDeployment } from './litellm-plan';
import type { LiteLlmValues, Path } from './litellm-values';

interface Fallback {
  readonly of: string;
  readonly targets: readonly string[];
  readonly path: Path;
}

/** What a configuration says of names as a whole: which others are asked behind one, and under which further names one is known. */
export class LiteLlmGroups {
  readonly #fallbacks: Fallback[] = [];
  readonly #aliases = new Map<string, { readonly group: string; readonly path: Path }>();

  constructor(private readonly values: LiteLlmValues) {}

  /** `fallbacks` (docs.litellm.ai/docs/proxy/reliability): a list of `{ name: [name, …] }`. */
  takeFallbacks(value: unknown, path: Path): void {
    if (!Array.isArray(value)) return void this.values.leave(path, 'fallbacks is no list');
    for (const one of value) {
      for (const [of, given] of Object.entries(isObject(one) ? one : {})) {
        if (!Array.isArray(given)) {
          this.values.leave(path, `the fallback of ${of}: its value is no list`);
          continue;
        }
        // One with settings of its own is an object.
        const targets = given.map((target) => String(isObject(target) ? target['model'] : target));
        this.#fallbacks.push({ of, targets, path });
      }
    }
  }

  /** `model_group_alias`: `{ name: group }`, or `{ name: { model: group, hidden: true } }`. */
  takeAliases(value: unknown, path: Path): void {
    for (const [alias, target] of Object.entries(isObject(value) ? value : {})) {
      const group = String(isObject(target) ? target['model'] : target);
      this.#aliases.set(alias, { group, path: [...path, alias] });
    }
  }

  /**
   * The deployments of all names, with those of their fallbacks behind them. Wherever they are said, a further name has the fallbacks
   * of its group, and may be a fallback itself (`fallback_lookup_groups` of https://github.com/BerriAI/litellm).
   */
  complete(own: readonly WantedDeployment[]): readonly WantedDeployment[] {
    const all = [...own];
    const fallbacks = (isOfAlias: boolean): readonly Fallback[] =>
      this.#fallbacks.filter(({ of }) => this.#aliases.has(of) === isOfAlias);
    for (const fallback of fallbacks(false)) all.push(...this.#behind(fallback, all, own));
    for (const [alias, { group, path }] of this.#aliases) {
      const same = all.filter((deployment) => deployment.alias === group);
      if (same.length === 0) this.values.leave(path, `the name ${alias}: there is no model ${group}`);
      all.push(...same.map((deployment) => ({ ...deployment, alias })));
    }
    for (const fallback of fallbacks(true)) all.push(...this.#behind(fallback, all, own));
    return all;
  }

  #behind(
    { of, targets, path }: Fallback,
    all: readonly WantedDeployment[],
    own: readonly WantedDeployment[],
  ): readonly WantedDeployment[] {
    let last = Math.max(0, ...all.filter(({ alias }) => alias === of).map(({ priority }) => priority));
    if (last === 0) {
      this.values.leave(path, `the fallback of ${of}: there is no such model`);
      return [];
    }
    return targets.flatMap((target) => {
      const name = this.#aliases.get(target)?.group ?? target;
      const group = own.filter(({ alias }) => alias === name);
      if (group.length === 0)
        this.values.leave(path, `the fallback of ${of} to ${target}: there is no such model`);
      const shift = last;
      last += Math.max(0, ...group.map(({ priority }) => priority));
      return group.map((deployment) => ({ ...deployment, alias: of, priority: shift + deployment.priority }));
    });
  }
}
