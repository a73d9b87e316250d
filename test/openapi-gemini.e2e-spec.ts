import type { OpenAPIObject } from '@nestjs/swagger';
import { whole } from './support/upstream/answer-scripts';
import { call, get } from './support/callers/chat-request';
import { documentedCalls } from './support/documents/documented-calls';
import type { DocumentedCall } from './support/documents/documented-calls';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { OpenApiValidator } from './support/documents/openapi-validator';
import { addConnection, addTenant, assign } from './support/service/registry-setup';
import type { Tenant } from './support/service/registry-setup';

const CHUNK = {
  candidates: [{ content: { role: 'model', parts: [{ text: 'Hello.' }] }, finishReason: 'STOP', index: 0 }],
  usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 2, totalTokenCount: 5 },
  modelVersion: 'gemini-2.5-flash',
};
const EVENTS = 'text/event-stream';

describe("the OpenAPI document, of Gemini's own door", () => {
  let upstream: FakeUpstream;
  let gateway: InProcessGateway;
  let tenant: Tenant;
  let validator: OpenApiValidator;
  let calls: readonly DocumentedCall[];

  beforeAll(async () => {
    upstream = await FakeUpstream.start();
    const model = '/v1beta/models/gemini-2.5-flash';
    upstream.route(
      `POST ${model}:generateContent`,
      whole(JSON.stringify(CHUNK), { contentType: 'application/json' }),
    );
    upstream.route(
      `POST ${model}:streamGenerateContent`,
      whole(`data: ${JSON.stringify(CHUNK)}\r\n\r\n`, { contentType: EVENTS }),
    );
    gateway = await startGateway({ settings: { ADDRESS_RPS: 0 } });
    const connection = {
      name: 'Gemini',
      provider: 'google',
      endpoint: upstream.url,
      credential: 'AIza-secret',
    };
    await addConnection(gateway, connection, 'gemini-2.5-flash');
    tenant = await addTenant(gateway, 'Google-SDK');
    await assign(gateway, tenant, 'Gemini/gemini-2.5-flash', { alias: 'Gemini/gemini-2.5-flash', tps: 100 });
    validator = await OpenApiValidator.of(gateway);
    const document = (await get(gateway, '/openapi.json', { key: null })).json as OpenAPIObject;
    calls = documentedCalls(document).filter(({ route }) => route.startsWith('/v1beta/'));
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  const withGoogleKey = () => ({ key: null, headers: { 'x-goog-api-key': tenant.key } });

  it('has examples that succeed with the key where Google’s SDKs put it', async () => {
    expect(calls.map(({ route }) => route)).toEqual([
      '/v1beta/models/{model}:generateContent',
      '/v1beta/models/{model}:streamGenerateContent',
      '/v1beta/models/{model}:countTokens',
      '/v1beta/models/{model}:embedContent',
      '/v1beta/models/{model}:batchEmbedContents',
      '/v1beta/models',
      '/v1beta/models/{model}',
    ]);
    for (const { route, path, body, operation } of generating(calls)) {
      expect(operation.security).toContainEqual({ 'goog-api-key': [] });
      const answer = await call(gateway, 'POST', path, { ...withGoogleKey(), body });
      expect({ route, status: answer.status }).toEqual({ route, status: 200 });
      const type = String(answer.headers['content-type']).split(';')[0] ?? '';
      const shown =
        type === EVENTS ? (JSON.parse(answer.text.slice('data: '.length)) as unknown) : answer.json;
      validator.response('POST', route, 200, shown, type);
    }
  });

  it('has the errors and the headers that callers get', async () => {
    for (const { route, path, body, operation } of generating(calls)) {
      const elsewhere = path.replace('gemini-2.5-flash', 'not-assigned');
      const answers = [
        await call(gateway, 'POST', path, { key: null, body }),
        await call(gateway, 'POST', path, { ...withGoogleKey(), body: {} }),
        await call(gateway, 'POST', elsewhere, { ...withGoogleKey(), body }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([401, 400, 403]);
      for (const { status, json } of answers) validator.response('POST', route, status, json);
      const answer = await call(gateway, 'POST', path, { ...withGoogleKey(), body });
      const documented = Object.keys(headersOf(operation));
      const sent = Object.keys(answer.headers).filter((name) => /^x-(?:ratelimit|llm)/.test(name));
      expect(sent.length).toBeGreaterThan(3);
      expect(documented).toEqual(expect.arrayContaining(sent));
    }
  });
});

/** The calls of the model that the upstream has; test/openapi.e2e-spec.ts makes the others at the mock. */
function generating(calls: readonly DocumentedCall[]): DocumentedCall[] {
  return calls.filter(({ route }) => route.endsWith('enerateContent'));
}

function headersOf({ responses }: DocumentedCall['operation']): object {
  const answer = responses['200'];
  return answer !== undefined && 'headers' in answer ? (answer.headers ?? {}) : {};
}
