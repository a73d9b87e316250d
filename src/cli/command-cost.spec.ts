import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** What takes longer to load than a whole command may run. */
const FRAMEWORK = /^(?:@nestjs\/|rxjs|class-validator|class-transformer|reflect-metadata|fastify|openai)/;

/** What a service needs only where something is asked for, switched on, or runs through a proxy. */
const ON_DEMAND =
  /^(?:@nestjs\/swagger|undici|@fastify\/(?:static|send)|pg|ioredis|openai|gpt-tokenizer|yaml)$/;

describe('what is loaded', () => {
  it('by a command when it is called, and when it opens the database, holds nothing of the framework', () => {
    const { seen, heavy } = loadedFrom([
      'cli/run-cli.ts',
      'cli/local-registry.ts',
      'cli/remote/remote-registry.ts',
      'cli/usage/local-reports.ts',
      'cli/budget/local-budgets.ts',
      'cli/capture/local-captures.ts',
      'catalogue/provider-probe.ts',
    ]);
    expect(seen).toBeGreaterThan(80);
    expect(heavy).toEqual([]);
  });

  it('by the service before its settings are refused holds nothing of it either', () => {
    const { seen, heavy } = loadedFrom(['main.ts']);
    expect(seen).toBeGreaterThan(30);
    // It goes first, whatever is loaded later.
    expect(heavy).toEqual(['/main.ts loads reflect-metadata']);
  });

  it('by the service at its start holds nothing that an idle one does without', () => {
    const { seen, heavy } = loadedFrom(['bootstrap/serve.ts'], ON_DEMAND);
    expect(seen).toBeGreaterThan(500);
    expect(heavy).toEqual([]);
  });
});

/** How many files are loaded at once by those named, and which of them load what is heavy. */
function loadedFrom(
  names: readonly string[],
  tooHeavy = FRAMEWORK,
): { readonly seen: number; readonly heavy: readonly string[] } {
  const root = join(__dirname, '..');
  const seen = new Set<string>();
  const heavy: string[] = [];
  const files = names.map((name) => join(root, name));
  for (let file = files.pop(); file !== undefined; file = files.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const name of loadedBy(file)) {
      if (tooHeavy.test(name)) heavy.push(`${file.slice(root.length)} loads ${name}`);
      if (name.startsWith('.')) files.push(`${join(dirname(file), name)}.ts`);
    }
  }
  return { seen: seen.size, heavy };
}

/** The modules that a file loads at once: imports of values, not of types, and none by `import()`. */
function loadedBy(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  return source.statements.flatMap((one) => {
    const isImport =
      ts.isImportDeclaration(one) && one.importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword;
    const isExport = ts.isExportDeclaration(one) && !one.isTypeOnly;
    const { moduleSpecifier } = isImport || isExport ? one : { moduleSpecifier: undefined };
    return moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier) ? [moduleSpecifier.text] : [];
  });
}
