import { lookup } from '../../json/lookup';

/**
 * The variables that LiteLLM reads where an entry says nothing, by the parameter that they represent
 * (https://docs.litellm.ai/docs/set_keys, https://docs.litellm.ai/docs/providers). Where there are several the first that is set
 * counts.
 * @param prefix LiteLLM's name of the provider, in front of the model's
 */
export function litellmVariables(
  provider: string,
  prefix: string,
): Readonly<Record<string, readonly string[]>> {
  const name = prefix.toUpperCase();
  const usual = { api_key: [`${name}_API_KEY`], api_base: [`${name}_API_BASE`] };
  return VARIABLES[prefix] ?? VARIABLES[provider] ?? usual;
}

/**
 * By our names of the providers, or LiteLLM's where it has several of one; of the others they are LiteLLM's name of the provider with
 * `_API_KEY` and `_API_BASE`.
 */
const VARIABLES = lookup<Readonly<Record<string, readonly string[]>>>({
  alibaba: { api_key: ['DASHSCOPE_API_KEY'], api_base: ['DASHSCOPE_API_BASE'] },
  azure: {
    api_key: ['AZURE_API_KEY', 'AZURE_OPENAI_API_KEY'],
    api_base: ['AZURE_API_BASE'],
    api_version: ['AZURE_API_VERSION'],
    tenant_id: ['AZURE_TENANT_ID'],
    client_id: ['AZURE_CLIENT_ID'],
    client_secret: ['AZURE_CLIENT_SECRET'],
  },
  azure_ai: { api_key: ['AZURE_AI_API_KEY'], api_base: ['AZURE_AI_API_BASE'] },
  bedrock: {
    api_key: ['AWS_BEARER_TOKEN_BEDROCK'],
    aws_access_key_id: ['AWS_ACCESS_KEY_ID'],
    aws_secret_access_key: ['AWS_SECRET_ACCESS_KEY'],
    aws_session_token: ['AWS_SESSION_TOKEN'],
    aws_region_name: ['AWS_REGION_NAME', 'AWS_REGION'],
  },
  fireworks: {
    api_key: ['FIREWORKS_API_KEY', 'FIREWORKS_AI_API_KEY', 'FIREWORKSAI_API_KEY'],
    api_base: ['FIREWORKS_API_BASE'],
  },
  google: { api_key: ['GOOGLE_API_KEY', 'GEMINI_API_KEY'] },
  huggingface: { api_key: ['HUGGINGFACE_API_KEY', 'HF_TOKEN'] },
  moonshotai: { api_key: ['MOONSHOT_API_KEY'], api_base: ['MOONSHOT_API_BASE'] },
  nvidia: { api_key: ['NVIDIA_NIM_API_KEY'], api_base: ['NVIDIA_NIM_API_BASE'] },
  ollama: { api_base: ['OLLAMA_API_BASE'], api_key: ['OLLAMA_API_KEY'] },
  // Not OPENAI_BASE_URL: where clients of this service work it leads back to it.
  openai: { api_key: ['OPENAI_API_KEY'] },
  perplexity: { api_key: ['PERPLEXITYAI_API_KEY', 'PERPLEXITY_API_KEY'], api_base: ['PERPLEXITY_API_BASE'] },
  together: {
    api_key: ['TOGETHER_API_KEY', 'TOGETHER_AI_API_KEY', 'TOGETHERAI_API_KEY', 'TOGETHER_AI_TOKEN'],
    api_base: ['TOGETHER_AI_API_BASE'],
  },
  vertex: {
    vertex_project: ['VERTEXAI_PROJECT', 'VERTEX_PROJECT'],
    vertex_location: ['VERTEXAI_LOCATION', 'VERTEX_LOCATION'],
    vertex_credentials: ['GOOGLE_APPLICATION_CREDENTIALS'],
  },
});
