import { get } from '../callers/chat-request';
import type { Gateway } from '../service/gateway';

/** A line of the Prometheus text format: name, labels, value. */
const SAMPLE = /^([a-z_0-9]+)(?:\{(.*)\})? ([-+.\dea-zA-Z]+)$/;

type Labels = Readonly<Record<string, string>>;

/** One number of `/metrics`. */
export interface Sample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

/** Reads `/metrics`. @throws Error at a line that is not in the text format */
export async function scraped(gateway: Gateway): Promise<Sample[]> {
  const { text } = await get(gateway, '/metrics', { key: null });
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', labels = '', value = ''] = SAMPLE.exec(line) ?? [];
      if (name === '') throw new Error(`not a sample: ${line}`);
      const pairs = [...labels.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, text]) => [
        key,
        text,
      ]);
      return { name, labels: Object.fromEntries(pairs) as Labels, value: Number(value) };
    });
}

/** The value of the one sample with these labels, and maybe others. @throws Error when it is missing, or several */
export function valueOf(samples: readonly Sample[], name: string, labels: Labels = {}): number {
  const found = matching(samples, name, labels);
  if (found.length !== 1) {
    const there = samples.filter((sample) => sample.name === name);
    throw new Error(
      `${found.length} samples of ${name}${JSON.stringify(labels)} in ${JSON.stringify(there)}`,
    );
  }
  return found[0]!.value;
}

/** The sum of all samples with these labels. */
export function total(samples: readonly Sample[], name: string, labels: Labels = {}): number {
  return matching(samples, name, labels).reduce((sum, { value }) => sum + value, 0);
}

function matching(samples: readonly Sample[], name: string, labels: Labels): Sample[] {
  return samples.filter(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  );
}

/** The distinct values of a label. */
export function labelValues(samples: readonly Sample[], label: string): Set<string> {
  return new Set(samples.flatMap(({ labels }) => labels[label] ?? []));
}
