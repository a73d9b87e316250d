import type { CanonicalRequest, ToolChoice } from './canonical-request';
import { SEARCH_NAME } from './web-search';

/** Whether a choice wants a tool called in any case. */
export function forcesCall(choice: ToolChoice | undefined): boolean {
  return (
    choice?.mode === 'required' || choice?.mode === 'named' || (choice?.mode === 'allowed' && choice.required)
  );
}

/** The tools without all others where the choice names one of them: for models that can be told of none by its name. */
export function namedAlone<T extends { readonly name: string }>(
  tools: readonly T[],
  choice: ToolChoice | undefined,
): readonly T[] {
  if (choice?.mode !== 'named') return tools;
  const named = tools.filter(({ name }) => name === choice.name);
  return named.length === 0 ? tools : named;
}

/** A request without the tools of the provider's own that its choice leaves out; functions are left out where they are written. */
export function withAllowedOwn(request: CanonicalRequest): CanonicalRequest {
  const { tools, toolChoice: choice } = request;
  const own = choice?.mode === 'allowed' ? choice.own : undefined;
  if (own === undefined) return request;
  const searches = [...own].some(isSearch);
  const allowed = tools.filter((tool) => {
    if (tool.kind !== 'provider') return true;
    const { type } = tool.value;
    return own.has(type) || (searches && isSearch(type));
  });
  return allowed.length === tools.length ? request : { ...request, tools: allowed };
}

/** Of the forms of the search any one means it. */
function isSearch(type: unknown): boolean {
  return typeof type === 'string' && type.startsWith(SEARCH_NAME);
}
