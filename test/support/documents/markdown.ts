import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder that README.md is in. */
export const ROOT = resolve(__dirname, '..', '..', '..');

/** The text of a file of the repository. */
export function documentText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The rows of all tables in a document, as the trimmed texts of their cells; without heads. */
export function tableRows(markdown: string): string[][] {
  const lines = markdown.split('\n').filter((line) => line.startsWith('|'));
  const rows = lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const isRule = (row: readonly string[] | undefined): boolean =>
    row?.every((cell) => /^:?-+:?$/.test(cell)) ?? false;
  return rows.filter((row, index) => !isRule(row) && !isRule(rows[index + 1]));
}

/** The code blocks of a document in one language, in their order. */
export function codeBlocks(markdown: string, language: string): string[] {
  return [...markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter(([, named]) => named === language)
    .map(([, , code = '']) => code);
}

/** A text in backticks, without them. */
export function unquoted(cell: string): string {
  return cell.replace(/^`(.*)`$/, '$1');
}
