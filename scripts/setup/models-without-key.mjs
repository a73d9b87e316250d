/** Which models of a LiteLLM configuration have no credential in the environment. */
import { parse } from 'yaml';

const VARIABLE = /^os\.environ\/(\w+)$/;
/** AWS's SDK finds credentials by itself, by any of these. */
const AWS = [
  'AWS_ACCESS_KEY_ID',
  'AWS_BEARER_TOKEN_BEDROCK',
  'AWS_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
];

/**
 * @param {string} text the configuration, YAML
 * @param {Record<string, string | undefined>} env
 * @returns {{ model: string, missing: string[] }[]} each model of whose deployments none is complete, with the variables
 *   that its first deployment lacks
 */
export function modelsWithoutKey(text, env) {
  const list = parse(text)?.model_list;
  const byModel = new Map();
  for (const entry of Array.isArray(list) ? list : []) {
    const missing = missingOf(entry?.litellm_params ?? {}, env);
    const known = byModel.get(entry?.model_name);
    if (known === undefined || missing.length === 0)
      byModel.set(entry?.model_name, known?.length === 0 ? known : missing);
  }
  return [...byModel]
    .filter(([, missing]) => missing.length > 0)
    .map(([model, missing]) => ({ model, missing }));
}

function missingOf(params, env) {
  const asked = Object.values(params).flatMap((value) => VARIABLE.exec(value)?.[1] ?? []);
  const missing = asked.filter((name) => !env[name]);
  const onAws = /^(?:bedrock|sagemaker)/.test(params.model ?? '');
  return onAws && AWS.every((name) => !env[name]) ? ['AWS_ACCESS_KEY_ID', ...missing] : missing;
}
