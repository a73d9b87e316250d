import { checkExtraHeaders, extraHeaders } from '../../../upstream/extra-headers';
import { UpstreamClient } from '../../../upstream/upstream-client';
import type { ConnectionTarget, Provider } from '../../provider';
import { credentialKind, openCredential } from './credential';
import type { CredentialKind } from './credential';
import { googleEndpoint } from './endpoint';
import type { GoogleEndpoint } from './endpoint';
import { GoogleAdapter } from './google.adapter';
import { GoogleTransport } from './google.transport';
import { PublisherChat } from './publisher-chat';

/** Gemini on Google AI Studio (`google`) and on Vertex AI (`vertex`). */
export const googleProvider: Provider = {
  name: 'google',
  providers: [
    { name: 'google', endpoint: 'https://generativelanguage.googleapis.com', credential: 'required' },
    // Represents the location's own host where one is set.
    { name: 'vertex', endpoint: 'https://aiplatform.googleapis.com', credential: 'required' },
  ],
  check: (target) => {
    resolved(target);
    checkExtraHeaders(target.options.headers);
  },
  origins: (target) => [new URL(googleEndpoint(target, undefined).baseUrl).origin],
  open: (target, settings) => {
    const { endpoint, credential } = resolved(target);
    const client = new UpstreamClient(endpoint.baseUrl, settings);
    const opened = openCredential(credential, settings);
    const headers = extraHeaders(target.options.headers);
    const { strictParams } = settings;
    return new GoogleAdapter({
      upstream: target.name,
      endpoint,
      transport: new GoogleTransport(client, opened, headers),
      strictParams,
      others:
        endpoint.service === 'vertex'
          ? new PublisherChat({
              ...{ upstream: target.name, endpoint, client, credential: opened },
              ...{ extraHeaders: headers, strictParams },
            })
          : undefined,
    });
  },
};

function resolved(target: ConnectionTarget): { endpoint: GoogleEndpoint; credential: CredentialKind } {
  const credential = credentialKind(target);
  const project = credential.kind === 'service-account' ? credential.account.projectId : undefined;
  return { endpoint: googleEndpoint(target, project), credential };
}
