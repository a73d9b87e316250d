import type { ToolChoice } from './canonical-request';

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
