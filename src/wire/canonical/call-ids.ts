/**
 * Ids for the calls of a conversation whose wire may have none: `call_0`, `call_1`, … by place, so that the same
 * conversation always has the same ids and a provider's prompt cache is hit. Results without an id belong to the earliest
 * call of their name that has no result yet.
 */
export class CallIds {
  readonly #byName = new Map<string, Waiting>();
  readonly #byId = new Map<string, Waiting>();
  readonly #used = new Set<string>();
  #made = 0;

  /** A call. @param given its own id, where it has one @returns the id that it goes by */
  call(given: string | undefined, name: string): string {
    let id = given;
    while (id === undefined || (given === undefined && this.#used.has(id))) id = `call_${this.#made++}`;
    this.#used.add(id);
    const call = { id, hasResult: false };
    wait(this.#byName, name, call);
    wait(this.#byId, id, call);
    return id;
  }

  /** A result. @returns the id of the call that it answers; undefined where there is no such call */
  result(given: string | undefined, name: string): string | undefined {
    const call = earliest(given === undefined ? this.#byName.get(name) : this.#byId.get(given));
    if (call === undefined) return given;
    call.hasResult = true;
    return call.id;
  }
}

interface Call {
  readonly id: string;
  hasResult: boolean;
}

/** Calls in their order, of which those before `next` have their results. */
interface Waiting {
  readonly calls: Call[];
  next: number;
}

function wait(among: Map<string, Waiting>, key: string, call: Call): void {
  const waiting = among.get(key);
  if (waiting === undefined) among.set(key, { calls: [call], next: 0 });
  else waiting.calls.push(call);
}

/** The first call without a result. What has one is passed over for good, so that a conversation takes time in line with its length. */
function earliest(waiting: Waiting | undefined): Call | undefined {
  if (waiting === undefined) return undefined;
  while (waiting.calls[waiting.next]?.hasResult === true) waiting.next++;
  return waiting.calls[waiting.next];
}
