/** A service for agents as they are installed, in front of every provider's wire. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConnectedReplays } from '../providers/connected-replays';
import { assign, registryOf } from '../service/registry-setup';
import type { AgentProvider } from './agent-scripts';

/** The wires that agents are tried in front of. */
export const AGENT_PROVIDERS: readonly AgentProvider[] = [
  'anthropic',
  'openai',
  'gemini',
  'responses',
  'bedrock-nova',
];

/** What an agent's model thinks at each turn. */
export const AGENT_THOUGHT = {
  thinking: 'The user wants a file.',
  signature: Buffer.from('a signature of this thought').toString('base64'),
};

/** A running service, and the folder that the agent takes for its home; both are the caller's to close and remove. */
export interface AgentService {
  readonly service: ConnectedReplays;
  readonly home: string;
}

/** Starts a service whose key reaches each provider by `<provider>-…`. @param agent its name, for the folder */
export async function startAgentService(agent: string): Promise<AgentService> {
  const service = await ConnectedReplays.start(AGENT_PROVIDERS);
  const { gateway, caller } = service;
  // OpenAI itself takes no reasoning back; servers that speak like it do.
  const local = { name: 'local', provider: 'local', endpoint: `${service.of('openai').upstream.url}/v1` };
  await registryOf(gateway).connections.create(local);
  await registryOf(gateway).models.create({ connection: 'local', name: 'chat' });
  for (const name of AGENT_PROVIDERS) {
    const model = `${name === 'openai' ? 'local' : name}/chat`;
    for (const alias of [`${name}-*`, `${name}-large`]) await assign(gateway, caller, model, { alias });
  }
  return { service, home: mkdtempSync(join(tmpdir(), `llm-proxy-${agent}-`)) };
}
