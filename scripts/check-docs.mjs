/**
 * Holds the documents to the tree: local links lead somewhere (and to a heading that exists), every `npm run` they
 * name is in package.json, and every LLM_PROXY__ name in documents, examples and manifests is a documented setting.
 */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { ROOT, inRoot } from './setup/paths.mjs';

const CONFIGURATION = 'docs/configuration.md';
const documents = filesIn('README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'docs', 'bench', 'examples').filter(
  (file) => file.endsWith('.md'),
);
const problems = [
  ...documents.flatMap(brokenLinks),
  ...documents.flatMap(unknownScripts),
  ...unknownSettings(),
];

for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;

function brokenLinks(document) {
  const text = withoutCode(read(document));
  const targets = [...text.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)].map((match) => match[1]);
  return targets
    .filter((target) => !/^[a-z][a-z0-9+.-]*:/i.test(target) && !leadsSomewhere(document, target))
    .map((target) => `${document}: the link to ${target} leads nowhere`);
}

function leadsSomewhere(document, target) {
  const [file, heading] = target.split('#');
  const found = file ? path.join(path.dirname(document), decodeURIComponent(file)) : document;
  if (!existsSync(inRoot(found))) return false;
  return !heading || !found.endsWith('.md') || anchors(found).has(heading);
}

/** Heading anchors as GitHub makes them. */
function anchors(document) {
  const headings = [...withoutCode(read(document)).matchAll(/^#{1,6}\s(.+)$/gm)].map((match) =>
    match[1].trim(),
  );
  const seen = new Map();
  return new Set(
    headings.map((heading) => {
      const plain = heading.replace(/\[([^[\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
      const anchor = plain.replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');
      const count = seen.get(anchor) ?? 0;
      seen.set(anchor, count + 1);
      return count === 0 ? anchor : `${anchor}-${count}`;
    }),
  );
}

function unknownScripts(document) {
  const scripts = JSON.parse(read('package.json')).scripts;
  const named = [...read(document).matchAll(/\bnpm run ([a-z][\w:-]*)/g)].map((match) => match[1]);
  return unique(named)
    .filter((name) => !(name in scripts))
    .map((name) => `${document}: there is no "npm run ${name}" in package.json`);
}

function unknownSettings() {
  if (!existsSync(inRoot(CONFIGURATION))) return [];
  const known = new Set(settingsIn(CONFIGURATION));
  return filesIn(
    'README.md',
    'CHANGELOG.md',
    'docs',
    '.env.example',
    'examples',
    'docker-compose.yml',
    'Dockerfile',
    'deploy',
  )
    .filter((file) => file !== CONFIGURATION)
    .flatMap((file) =>
      unique(settingsIn(file))
        .filter((name) => !known.has(name))
        .map((name) => `${file}: ${name} is not in ${CONFIGURATION}`),
    );
}

function settingsIn(file) {
  return read(file).match(/\bLLM_PROXY__[A-Z0-9_]*[A-Z0-9]/g) ?? [];
}

function withoutCode(text) {
  return text
    .replace(/^(```|~~~)[\s\S]*?^\1/gm, '')
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ''));
}

/** @returns {string[]} the named files, and those below the named folders, as far as they exist */
function filesIn(...names) {
  return names
    .filter((name) => existsSync(inRoot(name)))
    .flatMap((name) => {
      if (!statSync(inRoot(name)).isDirectory()) return [name];
      const entries = readdirSync(inRoot(name), { withFileTypes: true }).filter(
        (entry) => entry.name !== 'node_modules',
      );
      return filesIn(...entries.map((entry) => path.posix.join(name, entry.name)));
    });
}

function read(file) {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

function unique(names) {
  return [...new Set(names)];
}
