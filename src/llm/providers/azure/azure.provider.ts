import { checkExtraHeaders } from '../../../upstream/extra-headers';
import type { Provider } from '../../provider';
import { openAzure } from './azure.adapter';
import { readAzureCredential } from './azure-credential';
import { readAzureEndpoint } from './azure-endpoint';

/** Azure OpenAI and Azure AI Foundry; every resource has an address of its own. */
export const azureProvider: Provider = {
  name: 'azure',
  providers: [{ name: 'azure', endpoint: undefined, credential: 'required' }],
  check({ endpoint, credential, options }) {
    readAzureEndpoint(endpoint, options.api_version);
    if (credential !== undefined) readAzureCredential(credential);
    checkExtraHeaders(options.headers);
  },
  open: openAzure,
};
