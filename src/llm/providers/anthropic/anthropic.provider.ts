import { GatewayError } from '../../../errors/gateway-error';
import { UpstreamClient } from '../../../upstream/upstream-client';
import type { ConnectionTarget, Provider } from '../../provider';
import { AnthropicAdapter } from './anthropic.adapter';

/** Headers that would be a credential beside the connection's own. */
const CREDENTIAL_HEADERS: ReadonlySet<string> = new Set(['authorization', 'x-api-key']);

/** Anthropic's Messages API. */
export const anthropicProvider: Provider = {
  name: 'anthropic',
  providers: [{ name: 'anthropic', endpoint: 'https://api.anthropic.com', credential: 'required' }],

  check({ credential, options }: ConnectionTarget): void {
    if (credential === undefined || !/^[\x21-\x7e]+$/.test(credential.reveal())) {
      const problem = 'credential must be an API key or an OAuth token, without blanks.';
      throw new GatewayError('INVALID_REQUEST', problem, { param: 'credential' });
    }
    for (const name of Object.keys(options.headers ?? {})) {
      if (!CREDENTIAL_HEADERS.has(name.toLowerCase())) continue;
      const param = `options.headers.${name}`;
      throw new GatewayError('INVALID_REQUEST', `${param} is a credential, which belongs into credential.`, {
        param,
      });
    }
  },

  open(target, settings) {
    const client = new UpstreamClient(target.endpoint, settings);
    return new AnthropicAdapter(target, client, settings.strictParams);
  },
};
