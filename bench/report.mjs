// @ts-check
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { verdict } from './rows.mjs';

/** @typedef {import('./rows.mjs').Row} Row */
/** @typedef {import('./statistics.mjs').Spread} Spread */

const RESULTS = join(import.meta.dirname, 'RESULTS.md');

/** @param {number} value three significant digits */
function figure(value) {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

/** @param {Spread | undefined} values */
function spreadText(values) {
  if (!values || !Number.isFinite(values.median)) return '–';
  if (values.min === values.max) return figure(values.median);
  return `${figure(values.median)} (${figure(values.min)}–${figure(values.max)})`;
}

/** @param {Row} line */
function budgetText({ budget, unit }) {
  if (!budget) return '';
  if (budget.of === 'ratio') return `≤ ${budget.limit} × floor`;
  return `≤ ${budget.limit} ${unit}${budget.of === 'added' ? ' above floor' : ''}`;
}

/**
 * @param {Row[]} rows
 * @returns {string} a Markdown table: medians, with the least and the most of the rounds in brackets
 */
export function resultTable(rows) {
  const others = [...new Set(rows.flatMap((line) => Object.keys(line.figures)))].filter(
    (name) => name !== 'floor' && name !== 'service',
  );
  const names = ['floor', 'service', ...others];
  const head = ['', 'unit', ...names, 'service ÷ floor', 'service − floor', 'budget', ''];
  const body = rows.map((line) => [
    line.title,
    line.unit,
    ...names.map((name) => spreadText(line.figures[name])),
    spreadText(line.ratio),
    spreadText(line.added),
    budgetText(line),
    verdict(line),
  ]);
  return markdownTable([head, ...body]);
}

/**
 * @param {string[][]} cells the head's first
 * @returns {string}
 */
function markdownTable(cells) {
  const widths = cells[0].map((_, column) => Math.max(...cells.map((line) => line[column].length), 3));
  const text = (/** @type {string[]} */ line) =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const [head, ...body] = cells;
  return [text(head), text(widths.map((width) => '-'.repeat(width))), ...body.map(text)].join('\n');
}

/**
 * @param {string[]} args of git
 * @returns {string}
 */
function git(...args) {
  try {
    return execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

/**
 * @param {import('./processes.mjs').Cores | undefined} cores
 * @returns {string[]} what the figures depend on besides the code
 */
export function circumstances(cores) {
  const changed = git('status', '--porcelain', '--', '..', ':!RESULTS.md');
  const flavour = /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? '';
  return [
    `Machine: ${os.cpus()[0]?.model ?? 'unknown CPU'}, ${os.cpus().length} cores, ` +
      `${(os.totalmem() / 2 ** 30).toFixed(0)} GiB; ${flavour}, kernel ${os.release()}`,
    `Node ${process.version}, V8 ${process.versions.v8}`,
    cores
      ? `Target on core ${cores.target}, upstream on ${cores.upstream}, load generator on ${cores.load}`
      : 'Processes not pinned to cores',
    `Date: ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    `Commit: ${git('rev-parse', '--short', 'HEAD')}${changed ? ', with uncommitted changes' : ''}`,
  ];
}

/** Ratios to the floor that the design's authors measured; not of this machine and not of this run. */
const PEERS = [
  ['gateway (language)', 'whole answer', 'burst stream of 100 chunks'],
  ['nginx (C; a plain proxy)', '0.3', '0.6 to 1.3'],
  ['Busbar (Rust)', '1.0 to 1.3', '4.8 to 5.2'],
  ['GoModel (Go)', '6 to 7', 'not measurable, its breaker opened'],
  ['Portkey (TypeScript)', '13', '4.7'],
  ['LiteLLM (Python)', '219 to 262', '386 to 475'],
];

/**
 * @param {object} parts
 * @param {Row[]} parts.rows
 * @param {string[]} parts.notes
 * @param {string[]} parts.facts
 */
export function writeResults({ rows, notes, facts }) {
  const text = `# Results of the benchmark

Written by \`npm run bench -- --write\`. What is measured, and how, is in [README.md](README.md).

${facts.map((fact) => `- ${fact}`).join('\n')}

Medians of the rounds, with the least and the most in brackets. \`÷\` and \`−\` are taken round by round. The
floor is bare Node \`http\` with \`undici.dispatch\`: no keys, limits, checks or logs. A budget is held against
the median.

${resultTable(rows)}

${notes.map((note) => `- ${note}`).join('\n')}

## Other gateways, from another machine's run

Ratios to the same kind of floor, measured side by side in one run on **another machine**; they were not
measured again here, and serve as an order of magnitude.

${markdownTable(PEERS)}

## Again

\`\`\`
npm run bench               # prints
npm run bench -- --write    # writes this file
\`\`\`
`;
  writeFileSync(RESULTS, text);
}
