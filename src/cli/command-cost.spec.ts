import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** What takes longer to load than a whole command may run. */
const TOO_HEAVY = /^(?:@nestjs\/|rxjs|class-validator|class-transformer|reflect-metadata|fastify|openai)/;

describe('what a command loads', () => {
  it('when it is called, and when it opens the database, holds nothing of the framework', () => {
    const seen = new Map<string, string>();
    const heavy: string[] = [];
    const waiting = [
      'cli/run-cli.ts',
      'cli/local-registry.ts',
      'cli/remote/remote-registry.ts',
      'catalogue/provider-probe.ts',
    ];
    const root = join(__dirname, '..');
    const files = waiting.map((name) => join(root, name));
    for (let file = files.pop(); file !== undefined; file = files.pop()) {
      if (seen.has(file)) continue;
      seen.set(file, file);
      for (const name of loadedBy(file)) {
        if (TOO_HEAVY.test(name)) heavy.push(`${file.slice(root.length)} loads ${name}`);
        if (name.startsWith('.')) files.push(`${join(dirname(file), name)}.ts`);
      }
    }
    expect(seen.size).toBeGreaterThan(80);
    expect(heavy).toEqual([]);
  });
});

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
