/** Comments, messages and documents in words that everybody knows. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './support/documents/markdown';

const PLACES = ['src', 'docs', 'scripts', 'bench', 'deploy', 'README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];
const READ = /\.(?:ts|mjs|md|ya?ml)$/;
/** Turns, and what is said in their place. */
const TURNS: readonly (readonly [turn: RegExp, instead: string])[] = [
  [/\bwhoever\b/i, 'who, or a noun'],
  [/\b(?:is|are|was|were) none\b/, 'is missing, or is not one'],
  [/\bmend(?:s|ed|ing)?\b/i, 'correct, repair'],
  [/\bstands? (?:for|in|at|before|behind|between|among|still)\b|\bstands\b/i, 'is, means, represents'],
  [/\blies (?:in|on|at|between|behind|below|outside)\b/, 'is'],
  [/\bgo(?:es)? before\b/, 'comes before'],
];

const files = PLACES.flatMap((place) =>
  place.includes('.')
    ? [place]
    : readdirSync(join(ROOT, place), { recursive: true, encoding: 'utf8' })
        .filter((name) => READ.test(name))
        .map((name) => join(place, name)),
);

it.each(TURNS)('no text has %s', (turn, instead) => {
  const found = files.flatMap((file) =>
    readFileSync(join(ROOT, file), 'utf8')
      .split('\n')
      .flatMap((line, at) =>
        turn.test(line) ? [`${file}:${at + 1}: write ${instead}: ${line.trim()}`] : [],
      ),
  );
  expect(found).toEqual([]);
  expect(files.length).toBeGreaterThan(1_000);
});
