import type { Document, YAMLSeq } from 'yaml';
import type { SettingsTree } from './connect-clients';

type Yaml = typeof import('yaml');
type Path = readonly (string | number)[];

/**
 * A YAML text with these settings in it: each value is put in its own place, so that comments, order and quotes of what is there stay.
 * @param defaults what is set only where the text does not say it
 * @returns undefined for a text that is no YAML, or no map
 */
export async function mergedYaml(
  settings: SettingsTree,
  defaults: SettingsTree,
  before: string,
): Promise<string | undefined> {
  // Other commands, and other formats, do without it.
  const yaml = await import('yaml');
  const document = yaml.parseDocument(before);
  if (document.errors.length > 0 || !(document.contents === null || yaml.isMap(document.contents)))
    return undefined;
  for (const [name, value] of Object.entries(defaults))
    if (!document.has(name)) document.set(name, document.createNode(value));
  put(yaml, document, [], settings);
  return document.toString({ lineWidth: 0 });
}

function put(yaml: Yaml, document: Document, path: Path, settings: SettingsTree): void {
  for (const [name, value] of Object.entries(settings)) {
    const here = [...path, name];
    const named = document.getIn(here, true);
    if (yaml.isAlias(named)) document.setIn(here, document.createNode(named.toJS(document)));
    const there = document.getIn(here, true);
    if (isTree(value) && yaml.isMap(there)) put(yaml, document, here, value);
    else if (Array.isArray(value) && yaml.isSeq(there)) putMembers(yaml, document, here, there, value);
    else if (!yaml.isScalar(there) || there.value !== value) document.setIn(here, document.createNode(value));
  }
}

/** Members of a list by their names: one of that name is changed where it is, others come behind. */
function putMembers(
  yaml: Yaml,
  document: Document,
  path: Path,
  { items }: YAMLSeq,
  members: readonly (string | SettingsTree)[],
): void {
  const names = items.map((one) => (yaml.isMap(one) ? one.get('name') : yaml.isScalar(one) && one.value));
  for (const member of members) {
    const at = names.indexOf(typeof member === 'string' ? member : member['name']);
    if (at < 0) document.addIn(path, document.createNode(member));
    else if (typeof member !== 'string') put(yaml, document, [...path, at], member);
  }
}

function isTree(value: SettingsTree[string]): value is SettingsTree {
  return typeof value === 'object' && !Array.isArray(value);
}
