import { checkExtraHeaders, extraHeaders } from '../../upstream/extra-headers';
import type { Dialect } from '../dialect';
import { openLiteLlm } from './litellm.adapter';

/** A LiteLLM proxy as a connection, beside the one of the mode. */
export const liteLlmDialect: Dialect = {
  name: 'litellm',
  providers: [{ name: 'litellm', endpoint: undefined, credential: 'optional' }],
  check({ options }) {
    checkExtraHeaders(options.headers);
  },
  open({ name, endpoint, credential, options }, settings) {
    return openLiteLlm(name, endpoint, credential, settings, extraHeaders(options.headers));
  },
};
