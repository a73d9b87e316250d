import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf } from './openapi-types';
import type { PathItem } from './openapi-types';

const LIST = new Intl.ListFormat('en-GB');

type Paths = OpenAPIObject['paths'];

/**
 * An operation that several paths have is described at the first of them, and names the others: so a client that is
 * generated from the document has one method for it. Paths of one operation are known by its `operationId`.
 */
export function mergeAliases(paths: Paths): Paths {
  const first = new Map<string, { readonly path: string; readonly aliases: string[] }>();
  for (const [path, item] of Object.entries(paths)) {
    for (const { operationId = path } of operationsOf(item)) {
      const known = first.get(operationId);
      if (known === undefined) first.set(operationId, { path, aliases: [] });
      else known.aliases.push(path);
    }
  }
  const merged: Paths = {};
  for (const [path, item] of Object.entries(paths)) {
    const own = operationsOf(item).filter(({ operationId = path }) => first.get(operationId)?.path === path);
    if (own.length === 0) continue;
    for (const operation of own) {
      const { aliases = [] } = first.get(operation.operationId ?? path) ?? {};
      if (aliases.length === 0) continue;
      operation.description = [operation.description, alsoAt(aliases)]
        .filter((text) => text !== undefined && text !== '')
        .join('\n\n');
    }
    merged[path] = item satisfies PathItem;
  }
  return merged;
}

function alsoAt(aliases: readonly string[]): string {
  const shown = aliases.map((path) =>
    path.startsWith('/openai/deployments/')
      ? `\`${path}\` (for Azure's SDKs: the model in the path counts, not the one in the body)`
      : `\`${path}\``,
  );
  return `Also at ${LIST.format(shown)}.`;
}
