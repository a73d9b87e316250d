import { isObject } from '../../../json/json-object';
import type { GatewayError } from '../../../errors/gateway-error';
import { errorFromBody } from '../openai-compatible/errors';
import type { ProviderErrorBody } from '../openai-compatible/errors';

/**
 * Errors that Azure words in its own way: a deployment that is not there, and a prompt that its content filter refused.
 * Formats: https://learn.microsoft.com/azure/ai-foundry/openai/concepts/content-filter#content-filter-response
 */
export function mapAzureError(status: number, error: ProviderErrorBody): GatewayError | undefined {
  if (status === 404 && /^(?:DeploymentNotFound|unknown_model|model_not_found)$/i.test(error.code ?? '')) {
    return errorFromBody(404, { ...error, code: 'model_not_found' });
  }
  const refused = status === 400 && (error.code === 'content_filter' || isPolicyViolation(error));
  if (!refused) return undefined;
  const categories = filteredCategories(error);
  const because = categories.length === 0 ? '' : ` (filtered: ${categories.join(', ')})`;
  return errorFromBody(400, {
    ...error,
    code: 'content_filter',
    message: `${error.message ?? 'The prompt was filtered.'}${because}`,
  });
}

function isPolicyViolation({ inner }: ProviderErrorBody): boolean {
  return inner?.['code'] === 'ResponsibleAIPolicyViolation';
}

/** The categories that the filter acted on (`hate`, `jailbreak`). */
function filteredCategories({ inner }: ProviderErrorBody): string[] {
  const results = inner?.['content_filter_result'] ?? inner?.['content_filter_results'];
  if (!isObject(results)) return [];
  return Object.entries(results).flatMap(([name, result]) =>
    isObject(result) && result['filtered'] === true && /^[a-z_]{1,40}$/.test(name) ? [name] : [],
  );
}
