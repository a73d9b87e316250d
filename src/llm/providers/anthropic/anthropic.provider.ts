import { withoutTrailing } from '../../../config/without-trailing';
import { GatewayError } from '../../../errors/gateway-error';
import { checkExtraHeaders } from '../../../upstream/extra-headers';
import { UpstreamClient } from '../../../upstream/upstream-client';
import type { ConnectionTarget, Provider } from '../../provider';
import { AnthropicAdapter } from './anthropic.adapter';

/** Anthropic's Messages API. */
export const anthropicProvider: Provider = {
  name: 'anthropic',
  providers: [{ name: 'anthropic', endpoint: 'https://api.anthropic.com', credential: 'required' }],

  check({ credential, options }: ConnectionTarget): void {
    if (credential === undefined || !/^[\x21-\x7e]+$/.test(credential.reveal())) {
      const problem = 'credential must be an API key or an OAuth token, without blanks.';
      throw new GatewayError('INVALID_REQUEST', problem, { param: 'credential' });
    }
    checkExtraHeaders(options.headers);
  },

  open(given, settings) {
    const target = { ...given, endpoint: baseUrlOf(given.endpoint) };
    const client = new UpstreamClient(target.endpoint, settings);
    return new AnthropicAdapter(target, client, settings.strictParams);
  },
};

/** The endpoint without the operation that people copy along (`…/v1/messages`). */
function baseUrlOf(endpoint: string): string {
  return withoutTrailing(endpoint, '/').replace(/\/v1\/messages$/, '/v1');
}
