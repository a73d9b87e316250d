/** Google over real sockets: recorded answers in Gemini's wire format, and a token address for service accounts. */
import { generateKeyPairSync } from 'node:crypto';
import { Secret } from '../../../src/config/secret';
import { googleProvider } from '../../../src/llm/providers/google/google.provider';
import type { ConnectionOptions } from '../../../src/config/connection-options';
import type { AdapterSettings } from '../../../src/llm/provider';
import type { LlmAdapter, StreamSink } from '../../../src/llm/llm-adapter';
import { json, whole } from './answer-scripts';
import type { AnswerScript } from './exchange';
import { recordedStream } from '../providers/google-answers';
import { recordedWhole } from '../providers/recordings';

const SETTINGS: AdapterSettings = {
  connectTimeoutMs: 60_000,
  proxy: { httpProxy: undefined, httpsProxy: undefined, noProxy: undefined },
  addresses: 'private-allowed',
  strictParams: false,
  mockTokenDelayMs: 0,
};

/** Opens the adapter on an upstream; close it in the end. */
export function openGoogle(
  endpoint: string,
  credential: string,
  {
    provider = 'google',
    options = {},
  }: { readonly provider?: string; readonly options?: ConnectionOptions } = {},
): LlmAdapter {
  const target = { name: 'google-main', provider, endpoint, credential: new Secret(credential), options };
  googleProvider.check(target);
  return googleProvider.open(target, SETTINGS);
}

/** Answers with a recorded whole answer. */
export function wholeRecording(name: string): AnswerScript {
  return whole(recordedWhole(name), { contentType: 'application/json; charset=UTF-8' });
}

/** Answers with a recorded stream, its lines ending at CRLF. */
export function streamRecording(name: string): AnswerScript {
  return whole(recordedStream(name), { contentType: 'text/event-stream' });
}

/** A service account whose tokens are to be had at an address. */
export function serviceAccount(tokenUri: string): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return JSON.stringify({
    type: 'service_account',
    project_id: 'account-project',
    private_key_id: 'k1',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    client_email: 'gateway@account-project.iam.gserviceaccount.com',
    token_uri: tokenUri,
  });
}

/** Hands out tokens: `ya29.1`, `ya29.2`, … */
export function tokens(expiresIn: number): AnswerScript {
  let count = 0;
  return (exchange) =>
    json({ access_token: `ya29.${++count}`, expires_in: expiresIn, token_type: 'Bearer' })(exchange);
}

/** Takes a stream; `bytes` is what a caller would have been sent. */
export class CollectingSink implements StreamSink {
  bytes = '';
  count = 0;
  onDrain: (() => void) | undefined;

  opened(): void {
    // The facts have the headers.
  }

  push(frames: Buffer, count: number): boolean {
    this.bytes += frames.toString();
    this.count += count;
    return true;
  }
}
