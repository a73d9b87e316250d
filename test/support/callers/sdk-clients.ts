import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import type { ConnectedReplays } from '../providers/connected-replays';

/** The SDKs of three providers, each at its own door. They try nothing again. */
export interface SdkClients {
  readonly openai: OpenAI;
  readonly anthropic: Anthropic;
  readonly google: GoogleGenAI;
}

/** Makes them for the caller of a service in front of replayed providers. */
export function sdkClients({ gateway, caller }: ConnectedReplays): SdkClients {
  const { url } = gateway;
  const apiKey = caller.key;
  return {
    openai: new OpenAI({ apiKey, baseURL: `${url}/v1`, maxRetries: 0 }),
    anthropic: new Anthropic({ apiKey, baseURL: url, maxRetries: 0 }),
    google: new GoogleGenAI({ apiKey, httpOptions: { baseUrl: url } }),
  };
}
