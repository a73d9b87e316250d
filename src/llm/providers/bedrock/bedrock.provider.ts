import { GatewayError } from '../../../errors/gateway-error';
import { checkExtraHeaders, extraHeaders } from '../../../upstream/extra-headers';
import { UpstreamClient } from '../../../upstream/upstream-client';
import type { AdapterSettings, ConnectionTarget, Provider } from '../../provider';
import type { LlmAdapter } from '../../llm-adapter';
import { authorization } from './authorization';
import { BedrockAdapter } from './bedrock.adapter';
import type { BedrockPlane } from './bedrock.adapter';
import { readCredential, secretsOf } from './credential';
import { bedrockEndpoint, DEFAULT_REGION, runtimeAddress } from './endpoint';

/** AWS Bedrock's Converse API; see docs/providers.md. */
export const bedrockProvider: Provider = {
  name: 'bedrock',
  // The region option chooses another region's address; see endpoint.ts.
  providers: [{ name: 'bedrock', endpoint: runtimeAddress(DEFAULT_REGION), credential: 'required' }],
  check,
  origins: (target) => {
    const { runtime, control } = bedrockEndpoint(target);
    return [runtime.origin, control.origin];
  },
  open,
};

function check({ credential, options }: ConnectionTarget): void {
  readCredential(credential);
  checkExtraHeaders(options.headers);
  if (options.region !== undefined && !/^[a-z]{2}(?:-[a-z]+)+-\d+$/.test(options.region)) {
    throw new GatewayError('INVALID_REQUEST', 'options.region must be an AWS region, as us-east-1.', {
      param: 'options.region',
    });
  }
}

function open(target: ConnectionTarget, settings: AdapterSettings): LlmAdapter {
  const credential = readCredential(target.credential);
  const { region, runtime, control } = bedrockEndpoint(target);
  const plane = (baseUrl: URL): BedrockPlane => ({
    client: new UpstreamClient(baseUrl.href, settings),
    authorize: authorization(credential, { baseUrl, region }),
  });
  const forModels = plane(runtime);
  return new BedrockAdapter({
    upstream: target.name,
    runtime: forModels,
    control: control.href === runtime.href ? forModels : plane(control),
    headers: extraHeaders(target.options.headers),
    secrets: secretsOf(credential),
    strictParams: settings.strictParams,
  });
}
