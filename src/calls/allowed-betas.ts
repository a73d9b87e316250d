import { editJson } from '../json/json-edit';
import { isObject } from '../json/json-object';
import type { CallRequest } from './call-request';

const BETA = 'anthropic-beta';
const FIELD = 'anthropic_beta';
/** Bedrock's fields of a model's own, which Chat Completions callers may give. */
const BEDROCK_FIELDS = 'additionalModelRequestFields';

type Requested = Pick<CallRequest, 'raw' | 'body' | 'headers' | 'cutFields'>;

/**
 * A virtual key's request with those of its betas that such keys may use, and the names of the others.
 * @param allowed the names in `LLM_PROXY__ANTHROPIC_BETAS`; undefined for all
 */
export function withAllowedBetas(request: CallRequest, allowed: readonly string[] | undefined): CallRequest {
  if (allowed === undefined || request.caller.kind !== 'virtual') return request;
  const cutBetas: string[] = [];
  const isAllowed = (name: string): boolean => {
    if (allowed.includes(name)) return true;
    if (name !== '') cutBetas.push(name);
    return false;
  };
  const fitting = { ...inHeader(request, isAllowed), ...inBody(request, isAllowed) };
  return cutBetas.length === 0 ? request : { ...request, ...fitting, cutBetas };
}

function inHeader({ headers }: Requested, isAllowed: (name: string) => boolean): Partial<Requested> {
  const { [BETA]: given, ...others } = headers;
  if (given === undefined) return {};
  const kept = given
    .split(',')
    .map((name) => name.trim())
    .filter(isAllowed);
  return { headers: isEmptyList(kept) ? others : { ...headers, [BETA]: kept.join(',') } };
}

/** Betas in the body: LiteLLM has them beside the other fields, Bedrock among those of the model. */
function inBody(request: Requested, isAllowed: (name: string) => boolean): Partial<Requested> {
  const { raw, body, cutFields = [] } = request;
  const edits: Record<string, unknown> = {};
  const cut: string[] = [];
  const named = body[FIELD];
  const names = allowedNames(named, isAllowed);
  if (names !== named) {
    edits[FIELD] = names;
    cut.push(FIELD);
  }
  const own = body[BEDROCK_FIELDS];
  if (isObject(own)) {
    const { [FIELD]: given, ...others } = own;
    const kept = allowedNames(given, isAllowed);
    if (kept !== given) {
      edits[BEDROCK_FIELDS] = isEmptyList(kept) ? others : { ...others, [FIELD]: kept };
      cut.push(`${BEDROCK_FIELDS}.${FIELD}`);
    }
  }
  if (cut.length === 0) return {};
  return { raw: editJson(raw, body, edits), body: { ...body, ...edits }, cutFields: [...cutFields, ...cut] };
}

/** The same value where all of it is allowed. */
function allowedNames(given: unknown, isAllowed: (name: string) => boolean): unknown {
  if (given === undefined || given === null) return given;
  const listed: unknown = typeof given === 'string' ? given.split(',') : given;
  const names: readonly unknown[] = Array.isArray(listed) ? listed : [listed];
  const kept = names.filter((name) =>
    isAllowed(typeof name === 'string' ? name.trim() : JSON.stringify(name)),
  );
  return kept.length === names.length ? given : kept;
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
