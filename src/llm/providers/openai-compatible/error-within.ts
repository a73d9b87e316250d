import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';

/** MiniMax's codes, and OpenAI's for them: https://platform.minimax.io/docs/api-reference/errorcode */
const MINIMAX_CODES: Readonly<Record<number, string>> = {
  1002: 'rate_limit_exceeded',
  1004: 'invalid_api_key',
  1008: 'insufficient_quota',
  1026: 'content_filter',
  1027: 'content_filter',
  1039: 'context_length_exceeded',
  2013: 'invalid_value',
  2049: 'invalid_api_key',
};

/**
 * The error in an answer or a chunk of status 200; undefined where it tells none. Besides OpenAI's `error` there are the bare object of
 * earlier vLLMs, LMDeploy and others, and MiniMax's `base_resp`.
 */
export function errorWithin(answer: JsonObject): unknown {
  const { error, object, base_resp: told } = answer;
  if (error !== undefined && error !== null) return error;
  if (object === 'error') return answer;
  const code = isObject(told) ? told['status_code'] : undefined;
  if (!isObject(told) || typeof code !== 'number' || code === 0) return undefined;
  return { message: told['status_msg'], code: MINIMAX_CODES[code] };
}
