import { processEnvironment } from './config/environment';
import { ownUrl } from './config/own-url';

/**
 * `node dist/probe.js`: ends with 0 if the service with this environment answers at `/health`, else with 1. For a
 * container's HEALTHCHECK: it finds the service on whatever LLM_PROXY__HOST and LLM_PROXY__PORT say.
 */
const LIMIT_MS = 2_500;

async function isHealthy(): Promise<boolean> {
  const { LLM_PROXY__HOST: host = '', LLM_PROXY__PORT: port = '' } = processEnvironment();
  const url = ownUrl(host.trim().replace(/^\[|\]$/g, '') || '0.0.0.0', Number(port || 8002));
  const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(LIMIT_MS) });
  return answer.ok;
}

isHealthy().then(
  (healthy) => process.exit(healthy ? 0 : 1),
  () => process.exit(1),
);
