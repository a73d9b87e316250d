import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { boundSettings } from '../../../src/config/setting.decorator';
import { ROOT } from './markdown';

/** What is shipped besides the code (Dockerfile, docker-compose.yml, deploy/), as data to look into. */

/** A file's text, by its path below the repository's root. */
export const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** How `npm start` runs Node. */
export function nodeFlags(): string[] {
  const [, list = ''] = /NODE_FLAGS = \[([^\]]+)\]/.exec(text('scripts/setup/paths.mjs')) ?? [];
  return [...list.matchAll(/'([^']+)'/g)].map(([, flag = '']) => flag);
}

/** The members of an object or an array; none of anything else. */
export const members = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

export const strings = (value: unknown): string[] => members(value).map(([, member]) => String(member));

/** The value at a `/`-separated path, keys and array positions alike; undefined where it is missing. */
export const at = (value: unknown, path: string): unknown =>
  path.split('/').reduce((found, step) => new Map(members(found)).get(step), value);

/** Every document of a YAML file. @throws Error with the file's name when it is not YAML */
export function documents(path: string): unknown[] {
  return parseAllDocuments(text(path), { uniqueKeys: true }).map((document): unknown => {
    const [problem] = document.errors;
    if (problem !== undefined) throw new Error(`${path}: ${problem.message}`);
    const value: unknown = document.toJS();
    return value;
  });
}

/** A setting's default. */
export const fallback = (name: string): string =>
  boundSettings().find((setting) => setting.name === name)?.fallback ?? '';

const isManifest = (name: string): boolean => name.endsWith('.yaml') && name !== 'kustomization.yaml';

export const [kustomization] = documents('deploy/kustomization.yaml');
export const manifestFiles = readdirSync(join(ROOT, 'deploy')).filter(isManifest);

/** The manifests of the service and of LiteLLM. */
export const resources = manifestFiles.flatMap((name) => documents(`deploy/${name}`));

/** Servers for clusters that have none of their own, applied one by one; profiles in docker-compose.yml. */
export const parts = ['postgres', 'valkey'];
export const partResources = parts.flatMap((name) => documents(`deploy/${name}/${name}.yaml`));

export const resource = (kind: string, name = 'llm-proxy'): unknown =>
  resources.find((one) => at(one, 'kind') === kind && at(one, 'metadata/name') === name);
export const pod = at(resource('Deployment'), 'spec/template/spec');
export const container = at(pod, 'containers/0');
