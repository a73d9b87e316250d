import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** V8's own function: https://chromium.googlesource.com/v8/v8/+/main/src/extensions/gc-extension.cc */
type Collect = (options: {
  readonly type: 'major';
  readonly execution: 'sync';
  readonly flavor: 'regular' | 'last-resort';
}) => void;

let collect: Collect | undefined;

/**
 * Collects all garbage now, which takes 20 to 100 ms.
 * @param flavor `last-resort` gives back as much memory as there is, and takes longer
 */
export function collectFully(flavor: 'regular' | 'last-resort' = 'regular'): void {
  collect ??= collector();
  collect({ type: 'major', execution: 'sync', flavor });
}

/** The collector is reachable in contexts made after the flag was set: https://nodejs.org/api/v8.html#v8setflagsfromstringflags */
function collector(): Collect {
  setFlagsFromString('--expose-gc');
  const found: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  return typeof found === 'function' ? (found as Collect) : () => undefined;
}
