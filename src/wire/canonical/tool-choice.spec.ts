/** What a choice among the tools leaves out. */
import type { CanonicalRequest, Tool, ToolChoice } from './canonical-request';
import { withAllowedOwn } from './tool-choice';

const own = (type: string): Tool => ({ kind: 'provider', maker: 'openai', value: { type }, at: type });
const F: Tool = {
  kind: 'function',
  name: 'f',
  description: undefined,
  parameters: undefined,
  strict: undefined,
  own: {},
  at: 'f',
};

function allowedOf(types: readonly string[] | undefined): readonly string[] {
  const toolChoice: ToolChoice = {
    mode: 'allowed',
    names: new Set(),
    required: false,
    own: types && new Set(types),
  };
  const tools = [F, own('web_search'), own('code_interpreter')];
  const request: CanonicalRequest = { turns: [], tools, toolChoice, settings: { own: {}, names: {} } };
  return withAllowedOwn(request).tools.map(({ at }) => at);
}

it('are the tools of the provider’s own that it does not name, and no function', () => {
  expect(allowedOf([])).toEqual(['f']);
  expect(allowedOf(['web_search_preview'])).toEqual(['f', 'web_search']);
  expect(allowedOf(['code_interpreter'])).toEqual(['f', 'code_interpreter']);
});

it('is not one of them where the choice is about functions alone', () => {
  expect(allowedOf(undefined)).toEqual(['f', 'web_search', 'code_interpreter']);
});
