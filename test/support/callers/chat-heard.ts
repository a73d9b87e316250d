import { call } from './chat-request';
import type { CallAnswer } from './chat-request';
import type { Gateway } from '../service/gateway';

/** What an answer of Chat Completions says, in either form. */
export interface HeardChoice {
  readonly content: string;
  readonly reasoning: string;
  readonly refusal: string;
  readonly calls: readonly { readonly id: string; readonly name: string; readonly arguments: string }[];
  readonly functionCall: { readonly name: string; readonly arguments: string } | undefined;
  readonly finishReason: string | undefined;
}

interface Said {
  readonly content?: string | null;
  readonly reasoning_content?: string;
  readonly refusal?: string | null;
  readonly tool_calls?: readonly {
    readonly index?: number;
    readonly id?: string;
    readonly function?: { readonly name?: string; readonly arguments?: string };
  }[];
  readonly function_call?: { readonly name?: string; readonly arguments?: string } | null;
}

interface Choice {
  readonly index: number;
  readonly message?: Said;
  readonly delta?: Said;
  readonly finish_reason?: string | null;
}

/** An answer as it came, and its choices by their index. */
export interface HeardChat {
  readonly answer: CallAnswer;
  readonly choices: readonly HeardChoice[];
  /** The last usage that was told. */
  readonly usage: Readonly<Record<string, unknown>> | undefined;
  /** Whether a stream ended as one that is whole. */
  readonly done: boolean;
}

/** Asks for a chat answer, and reads it: a stream is put together as clients do. */
export async function hearChat(gateway: Gateway, body: object): Promise<HeardChat> {
  const answer = await call(gateway, 'POST', '/v1/chat/completions', { key: gateway.key, body });
  const streamed = 'stream' in body && body.stream === true && answer.status === 200;
  const frames = streamed ? dataOf(answer.text) : [answer.text];
  const events = frames.filter((frame) => frame !== '[DONE]').map((frame) => JSON.parse(frame) as object);
  const heard = new Map<number, Writable>();
  let usage: HeardChat['usage'];
  for (const event of events) {
    const { choices = [], usage: told } = event as { choices?: Choice[]; usage?: HeardChat['usage'] | null };
    usage = told ?? usage;
    for (const choice of choices) take(heard, choice);
  }
  const choices = [...heard].sort(([one], [other]) => one - other).map(([, choice]) => choice);
  return { answer, choices, usage, done: frames.at(-1) === '[DONE]' };
}

type Writable = {
  -readonly [K in keyof HeardChoice]: HeardChoice[K] extends readonly (infer C)[]
    ? { -readonly [F in keyof C]: C[F] }[]
    : HeardChoice[K];
};

function take(heard: Map<number, Writable>, { index, message, delta, finish_reason: reason }: Choice): void {
  const choice: Writable = heard.get(index) ?? {
    ...{ content: '', reasoning: '', refusal: '', calls: [] },
    ...{ functionCall: undefined, finishReason: undefined },
  };
  heard.set(index, choice);
  const said = message ?? delta ?? {};
  choice.content += said.content ?? '';
  choice.reasoning += said.reasoning_content ?? '';
  choice.refusal += said.refusal ?? '';
  choice.finishReason = reason ?? choice.finishReason;
  for (const [place, piece] of (said.tool_calls ?? []).entries()) {
    const called = (choice.calls[piece.index ?? place] ??= { id: '', name: '', arguments: '' });
    called.id += piece.id ?? '';
    called.name += piece.function?.name ?? '';
    called.arguments += piece.function?.arguments ?? '';
  }
  const { function_call: called } = said;
  if (called === undefined || called === null) return;
  const begun = choice.functionCall ?? { name: '', arguments: '' };
  choice.functionCall = {
    name: begun.name + (called.name ?? ''),
    arguments: begun.arguments + (called.arguments ?? ''),
  };
}

function dataOf(text: string): string[] {
  return text
    .split('\n\n')
    .filter((frame) => frame.startsWith('data: '))
    .map((frame) => frame.slice('data: '.length));
}
