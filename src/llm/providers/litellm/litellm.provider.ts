import { checkExtraHeaders, extraHeaders } from '../../../upstream/extra-headers';
import type { Provider } from '../../provider';
import { openLiteLlm } from './litellm.adapter';

/** A LiteLLM proxy as a connection, beside the one of the mode. */
export const liteLlmProvider: Provider = {
  name: 'litellm',
  providers: [{ name: 'litellm', endpoint: undefined, credential: 'optional' }],
  check({ options }) {
    checkExtraHeaders(options.headers);
  },
  open({ name, endpoint, credential, options }, settings) {
    return openLiteLlm(name, endpoint, credential, settings, extraHeaders(options.headers));
  },
};
