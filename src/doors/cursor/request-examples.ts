const user = (content: string) => [{ role: 'user', content }];

/** Requests that succeed against the mock, for the documentation page. */
export const CURSOR_EXAMPLES = {
  agent: {
    summary: "As Cursor's agent asks",
    value: { model: 'gpt-4o-mini', input: user('Say hello.'), stream: true },
  },
  chat: { summary: 'As its chat asks', value: { model: 'gpt-4o-mini', messages: user('Say hello.') } },
};
