const MAX_RANGES = 32;

/** Whether an Accept header prefers JSON to HTML (RFC 9110 §12.5.1); without any preference HTML it is. */
export function wantsJson(accept: string | undefined): boolean {
  const ranges = (accept ?? '*/*').toLowerCase().split(',').slice(0, MAX_RANGES).map(rangeOf);
  const [json, html] = [weightOf(ranges, 'application/json'), weightOf(ranges, 'text/html')];
  if (json.weight !== html.weight) return json.weight > html.weight;
  return json.named && !html.named;
}

interface MediaRange {
  readonly type: string;
  readonly weight: number;
}

function rangeOf(text: string): MediaRange {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  const weight = quality === undefined ? 1 : Number(quality.slice(2));
  return { type, weight: Number.isFinite(weight) ? weight : 0 };
}

/** By the most specific range that takes the type. */
function weightOf(
  ranges: readonly MediaRange[],
  type: string,
): { readonly weight: number; readonly named: boolean } {
  const [group = ''] = type.split('/', 1);
  for (const sought of [type, `${group}/*`, '*/*']) {
    const found = ranges.find((range) => range.type === sought);
    if (found !== undefined) return { weight: found.weight, named: sought === type };
  }
  return { weight: 0, named: false };
}
