import { call, HELLO, postChat } from './support/callers/chat-request';
import type { CallAnswer } from './support/callers/chat-request';
import { UPSTREAM_KEY } from './support/service/gateway-environment';
import { serviceUnderTest } from './support/service/service-under-test';

const PATHS = ['/v1/chat/completions', '/chat/completions', '/openai/deployments/m/chat/completions'];
const MESSAGES = '"messages":[{"role":"user","content":"Hello"}]';

describe('bad input', () => {
  const service = serviceUnderTest();

  function expectRefused(answer: CallAnswer, param: string | null): void {
    expect(answer.error).toMatchObject({
      type: 'invalid_request_error',
      code: 'INVALID_REQUEST',
      param,
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    });
    expect(answer.status).toBe(400);
    expect(answer.headers).toMatchObject({
      'x-llm-proxy-error': 'INVALID_REQUEST',
      'x-should-retry': 'false',
    });
    expect(service.upstream.chats).toHaveLength(0);
  }

  describe('without a valid key', () => {
    it.each<readonly [string, Record<string, string>]>([
      ['none', {}],
      ['a wrong one', { authorization: 'Bearer wrong' }],
      ['an empty one', { authorization: 'Bearer ' }],
      ['one in Basic', { authorization: 'Basic dGVzdC1rZXktMQ==' }],
      [
        'a wrong x-internal-auth beside a good Bearer',
        { 'x-internal-auth': 'no', authorization: 'Bearer test-key-1' },
      ],
      ["the upstream's", { authorization: `Bearer ${UPSTREAM_KEY}` }],
      ['a longer one', { 'api-key': 'test-key-1x' }],
    ])('is 401, with one text for all: %s', async (_what, headers) => {
      const answer = await postChat(service.gateway, HELLO, { key: null, headers });
      expect(answer.status).toBe(401);
      expect(answer.error).toEqual({
        message:
          'A valid key is required: send it as "Authorization: Bearer <key>", "x-api-key: <key>", "api-key: <key>", "x-goog-api-key: <key>" or "x-internal-auth: <key>".',
        type: 'authentication_error',
        param: null,
        code: 'UNAUTHORIZED',
        trace_id: expect.any(String) as string,
      });
      expect(service.upstream.chats).toHaveLength(0);
    });
  });

  describe('as a body', () => {
    it.each([
      ['that is no JSON', '{"model":'],
      ['with a NaN', `{${MESSAGES},"max_tokens":NaN}`],
      ['with a trailing comma', `{${MESSAGES},}`],
      ['with two values', `{${MESSAGES}}{}`],
      ['that is empty', ''],
      ['that is a list', '[]'],
      ['that is a text', '"hello"'],
      ['that is null', 'null'],
      ['with a raw line break in a text', '{"messages":[{"role":"user","content":"a\nb"}]}'],
    ])('%s is 400', async (_what, body) => {
      expectRefused(await postChat(service.gateway, body), 'body');
    });

    it.each([
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
    ])('with content type %s is 415', async (type) => {
      const answer = await postChat(service.gateway, JSON.stringify(HELLO), {
        headers: { 'content-type': type },
      });
      expect(answer.status).toBe(415);
      expect(answer.error).toMatchObject({ type: 'invalid_request_error', code: 'UNSUPPORTED_MEDIA_TYPE' });
      expect(service.upstream.chats).toHaveLength(0);
    });

    it('with another content type is told what its route takes', async () => {
      const message = async (path: string): Promise<unknown> => {
        const headers = { 'content-type': 'application/x-www-form-urlencoded' };
        const body = Buffer.from('model=m');
        const answer = await call(service.gateway, 'POST', path, { body, headers });
        expect(answer.status).toBe(415);
        return answer.error['message'];
      };
      expect(await message('/v1/audio/transcriptions')).toContain('multipart/form-data');
      expect(await message('/v1/audio/speech')).not.toContain('multipart/form-data');
    });

    it('with the content type of JSON in other spellings is fine', async () => {
      for (const type of [
        'application/json; charset=utf-8',
        'Application/JSON',
        'application/json;charset="UTF-8"',
      ]) {
        const answer = await postChat(service.gateway, JSON.stringify(HELLO), {
          headers: { 'content-type': type },
        });
        expect(answer.status).toBe(200);
      }
    });

    it.each(['gzip', 'br', 'deflate', 'zstd', 'x'])('compressed with %s is 415', async (encoding) => {
      const answer = await postChat(service.gateway, HELLO, { headers: { 'content-encoding': encoding } });
      expect(answer.status).toBe(415);
      expect(service.upstream.chats).toHaveLength(0);
    });
  });

  describe('in a field', () => {
    it.each<readonly [string, string]>([
      ['', 'messages'],
      ['"messages":[]', 'messages'],
      ['"messages":null', 'messages'],
      ['"messages":"Hello"', 'messages'],
      ['"messages":{"0":{"role":"user"}}', 'messages'],
      ['"messages":["Hello"]', 'messages.0'],
      ['"messages":[null]', 'messages.0'],
      ['"messages":[[]]', 'messages.0.role'],
      ['"messages":[{"role":"user","content":"a"},{"content":"b"}]', 'messages.1.role'],
      ['"messages":[{"role":"wizard","content":"a"}]', 'messages.0.role'],
      ['"messages":[{"role":["user"],"content":"a"}]', 'messages.0.role'],
      ['"messages":[{"__proto__":{"role":"user"}}]', 'messages.0.role'],
      [`${MESSAGES},"stream":"true"`, 'stream'],
      [`${MESSAGES},"stream":1`, 'stream'],
      [`${MESSAGES},"stream":{}`, 'stream'],
      [`${MESSAGES},"stream_options":true`, 'stream_options'],
      [`${MESSAGES},"stream_options":[]`, 'stream_options'],
      [`${MESSAGES},"max_tokens":-1`, 'max_tokens'],
      [`${MESSAGES},"max_tokens":"10"`, 'max_tokens'],
      [`${MESSAGES},"max_tokens":1.5`, 'max_tokens'],
      [`${MESSAGES},"max_tokens":1e999`, 'max_tokens'],
      [`${MESSAGES},"max_completion_tokens":-1`, 'max_completion_tokens'],
      [`${MESSAGES},"temperature":"warm"`, 'temperature'],
      [`${MESSAGES},"temperature":-0.1`, 'temperature'],
      [`${MESSAGES},"top_p":2`, 'top_p'],
      [`${MESSAGES},"n":0`, 'n'],
      [`${MESSAGES},"tools":{}`, 'tools'],
      [`${MESSAGES},"model":5`, 'model'],
    ])('{%s} is 400 that names it', async (fields, param) => {
      for (const path of PATHS) {
        expectRefused(await postChat(service.gateway, `{${fields}}`, { path }), param);
      }
    });

    it("an empty model is 400, except where the path names one, as Azure's SDKs do", async () => {
      const [open = '', other = '', azure = ''] = PATHS;
      const empty = { ...HELLO, model: '' };
      for (const path of [open, other]) {
        expectRefused(await postChat(service.gateway, empty, { path }), 'model');
      }
      expect((await postChat(service.gateway, empty, { path: azure })).status).toBe(200);
      expect(service.upstream.chats[0]?.json).toMatchObject({ model: 'm' });
    });

    it.each(['a\nb', 'a\u0000', '\u007f', '\ud800', 'm\udc00', 'm'.repeat(2000)])(
      'the model %j is 400',
      async (model) => {
        expectRefused(await postChat(service.gateway, { ...HELLO, model }), 'model');
        expectRefused(await postChat(service.gateway, { ...HELLO, model, stream: true }), 'model');
      },
    );

    it('with a host in a fallback of its own is 400', async () => {
      const fallbacks = ['gpt-4o', { model: 'gpt-4o', api_base: 'http://127.0.0.1:1' }];
      expectRefused(await postChat(service.gateway, { ...HELLO, fallbacks }), 'fallbacks.1.api_base');
    });

    it.each(['api_base', 'base_url', 'api_key'])(
      '%s is 400: a caller never chooses host or credential',
      async (field) => {
        for (const value of ['http://169.254.169.254/', null, {}]) {
          expectRefused(await postChat(service.gateway, { ...HELLO, [field]: value }), field);
        }
        const escaped = field.replace('a', '\\u0061');
        expectRefused(await postChat(service.gateway, `{"${escaped}":"x",${MESSAGES}}`), field);
      },
    );

    it.each([
      'user_config',
      'aws_secret_access_key',
      'vertex_credentials',
      'aws_region_name',
      'custom_llm_provider',
      'litellm_credential_name',
      'deployment_id',
      'azure',
      'Organization',
      'azure_username',
      'anthropic_organization_id',
      'openai_service_account_id',
      'ssl_verify',
      'anthropic-workspace-id',
      'bedrock_tags',
      'nvcf_function_id',
      'use_ssl',
      'langfuse_host',
      'langsmith_base_url',
      'gcs_path_service_account',
      'dd_site',
      'turn_off_message_logging',
      'input_cost_per_token',
      'cache_read_input_token_cost',
    ])("%s, by which LiteLLM would take a caller's credential, log or price, is 400", async (field) => {
      expectRefused(await postChat(service.gateway, { ...HELLO, [field]: 'x' }), field);
      const inner = await postChat(service.gateway, { ...HELLO, extra_body: { [field]: 'x' } });
      expectRefused(inner, `extra_body.${field}`);
    });

    it.each([
      'Authorization',
      'x-api-key',
      'API-Key',
      'x-goog-api-key',
      'Host',
      'Cookie',
      'cf-aig-authorization',
    ])('headers with %s in the body are 400, with others they pass', async (name) => {
      const post = (fields: object) => postChat(service.gateway, { ...HELLO, ...fields });
      const bad = { [name]: 'x' };
      expectRefused(await post({ extra_headers: bad }), 'extra_headers');
      expectRefused(await post({ headers: bad }), 'headers');
      expectRefused(await post({ extra_body: { headers: bad } }), 'extra_body.headers');
      const specific = { custom_llm_provider: 'openai', extra_headers: bad };
      expectRefused(await post({ provider_specific_header: specific }), 'provider_specific_header');
      expectRefused(await post({ provider_specific_header: [specific] }), 'provider_specific_header');
      const others = { 'x-team': 'a', 'idempotency-key': 'b' };
      expect((await post({ extra_headers: others, headers: others })).status).toBe(200);
    });

    describe('headers in the body', () => {
      const AUTH = ['Authorization', 'Bearer x'];
      const forms: readonly (readonly [string, string, string])[] = [
        ['a list of pairs', `"extra_headers":[${JSON.stringify(AUTH)}]`, 'extra_headers'],
        ['a list of pairs as headers', `"headers":[${JSON.stringify(AUTH)}]`, 'headers'],
        ['a flat list', `"extra_headers":${JSON.stringify(AUTH)}`, 'extra_headers'],
        ['a text', '"extra_headers":"{\\"authorization\\":\\"x\\"}"', 'extra_headers'],
        ['a list as a value', '"extra_headers":{"x-a":["a"]}', 'extra_headers'],
        ['a value of two lines', '"extra_headers":{"x-a":"a\\r\\nauthorization: b"}', 'extra_headers'],
        ['another case', '"Extra_Headers":{"authorization":"x"}', 'Extra_Headers'],
        ['underscores', '"extra_headers":{"x_api_key":"x"}', 'extra_headers'],
        ['a blank around the name', '"extra_headers":{" authorization ":"x"}', 'extra_headers'],
        ['an escaped field', '"\\u0065xtra_headers":{"authorization":"x"}', 'extra_headers'],
        ['an escaped name', '"extra_headers":{"\\u0061uthorization":"x"}', 'extra_headers'],
        ['a second extra_body', '"extra_body":{"api_base":"x"},"extra_body":{}', 'extra_body'],
        ['a first extra_body', '"extra_body":{},"extra_body":{"a":1}', 'extra_body'],
        ['an escaped second one', '"extra_body":{},"\\u0065xtra_body":{}', 'extra_body'],
        ['second headers inside', '"extra_body":{"headers":{"host":"x"},"headers":{}}', 'extra_body.headers'],
        ['a second name', '"extra_headers":{"x-a":"1","x-a":"2"}', 'extra_headers.x-a'],
        [
          'extra_body in extra_body',
          '"extra_body":{"extra_body":{"api_base":"x"}}',
          'extra_body.extra_body.api_base',
        ],
        ['an extra_body of pairs', '"extra_body":[["api_base","x"]]', 'extra_body'],
        ['litellm_params', '"litellm_params":{"api_base":"x"}', 'litellm_params.api_base'],
        [
          'a template of them',
          '"litellm_params_template":{"api_base":"x"}',
          'litellm_params_template.api_base',
        ],
        [
          'a log of its own',
          '"litellm_metadata":{"langfuse_host":"http://x"}',
          'litellm_metadata.langfuse_host',
        ],
        ['metadata of LiteLLM as a text', '"litellm_metadata":"{\\"dd_site\\":\\"x\\"}"', 'litellm_metadata'],
        [
          'a list for a provider',
          `"provider_specific_header":{"extra_headers":[${JSON.stringify(AUTH)}]}`,
          'provider_specific_header',
        ],
        [
          'pairs for a provider',
          '"provider_specific_header":[["extra_headers",{}]]',
          'provider_specific_header',
        ],
        [
          'headers of a fallback',
          '"fallbacks":[{"model":"m","extra_headers":{"authorization":"x"}}]',
          'fallbacks.0.extra_headers',
        ],
        ...[
          'OpenAI-Organization',
          'OpenAI-Project',
          'openai_project',
          'x-goog-user-project',
          'X-Amz-Target',
          'X-Forwarded-Host',
          'x-portkey-custom-host',
          'Helicone-Target-URL',
          'x-litellm-tags',
        ].map((name): [string, string, string] => [name, `"extra_headers":{"${name}":"x"}`, 'extra_headers']),
      ];

      it.each(forms)('with %s are 400', async (_what, fields, param) => {
        expectRefused(await postChat(service.gateway, `{${fields},${MESSAGES}}`), param);
      });

      it.each(forms)('with %s are 400 also in a body that is only scanned', async (_what, fields, param) => {
        const large = `"metadata":{"a":"${'x'.repeat(100_000)}"}`;
        expectRefused(await postChat(service.gateway, `{${large},${fields},${MESSAGES}}`), param);
      });

      it('are no matter where they are data: in tools, messages and schemas', async () => {
        const properties = {
          headers: { type: 'array' },
          api_key: { type: 'string' },
          extra_body: { type: 'string' },
        };
        const body = {
          ...HELLO,
          messages: [{ role: 'user', content: '{"extra_headers":[["authorization","x"]],"api_base":"x"}' }],
          tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object', properties } } }],
          metadata: { api_base: 'x', organization: 'y' },
        };
        expect((await postChat(service.gateway, body)).status).toBe(200);
        const nulls = { extra_headers: null, headers: {}, extra_body: {}, provider_specific_header: null };
        expect((await postChat(service.gateway, { ...HELLO, ...nulls })).status).toBe(200);
      });
    });

    it('null passes where a field may be left out', async () => {
      const nulls =
        '"model":null,"stream":null,"stream_options":null,"max_tokens":null,"temperature":null,"tools":null';
      expect((await postChat(service.gateway, `{${nulls},${MESSAGES}}`)).status).toBe(200);
    });
  });
});
