import { checkExtraHeaders, extraHeaders } from '../../../upstream/extra-headers';
import { UpstreamClient } from '../../../upstream/upstream-client';
import type { AdapterSettings, ConnectionTarget, Provider } from '../../provider';
import { authHeaders } from './auth-headers';
import { baseUrlOf } from './base-url';
import { OpenAiCompatibleAdapter } from './openai-compatible.adapter';
import type { Vendor } from './vendor';
import { VENDORS } from './vendors';

const byName = new Map(VENDORS.map((vendor) => [vendor.name, vendor]));

/** Chat Completions as OpenAI defined them, spoken by every vendor of the catalogue (`vendors.ts`). */
export const openAiCompatibleProvider: Provider = {
  name: 'openai-compatible',
  providers: VENDORS,
  check({ options }) {
    checkExtraHeaders(options.headers);
  },
  open(target, settings) {
    const vendor = byName.get(target.provider);
    if (vendor === undefined) throw new Error(`The provider ${target.provider} is not in the catalogue.`);
    return openVendor(target, settings, vendor);
  },
};

function openVendor(
  { name, endpoint, credential, options }: ConnectionTarget,
  settings: AdapterSettings,
  vendor: Vendor,
): OpenAiCompatibleAdapter {
  return new OpenAiCompatibleAdapter({
    upstream: name,
    client: new UpstreamClient(baseUrlOf(endpoint, vendor), settings),
    credential,
    headers: { ...extraHeaders(options.headers), ...authHeaders(vendor.auth, credential) },
    rules: vendor.request,
    quirks: vendor.answer,
    instructionsFirst: vendor.instructionsFirst,
    strictParams: settings.strictParams,
    api: options.api,
    passes: vendor.passes,
  });
}
