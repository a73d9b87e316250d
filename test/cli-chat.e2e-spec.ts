/** `llm-proxy chat`: a question from the terminal, through the official SDK. */
import { CommandLine } from './support/processes/command-line';
import { freePort } from './support/network/free-port';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';

describe('llm-proxy chat', () => {
  let cli: CommandLine;
  let gateway: InProcessGateway;
  beforeAll(async () => {
    gateway = await startGateway({ settings: { MOCK_TOKEN_DELAY_MS: 0, ADDRESS_RPS: 0 } });
    cli = new CommandLine({ LLM_PROXY_URL: `${gateway.url}/v1`, LLM_PROXY_KEY: gateway.key });
  });
  afterAll(async () => {
    await gateway.close();
    cli.close();
  });

  it('prints an answer, whole or as it comes, to an argument or to standard input', async () => {
    const ask = ['chat', '--model', 'mock-echo'];
    expect(await cli.succeed([...ask, 'Hello there'])).toMatchObject({ stdout: 'Hello there\n', stderr: '' });
    expect((await cli.succeed([...ask, '--stream', 'Hello there'])).stdout).toBe('Hello there\n');
    expect((await cli.succeed([...ask, '-'], { input: 'from a file' })).stdout).toBe('from a file\n');
    expect((await cli.succeed([...ask, '--json', '--system', 'Be brief.', 'Hi'])).json).toMatchObject({
      object: 'chat.completion',
      choices: [{ message: { content: 'Hi' } }],
    });
    const { stdout } = await cli.succeed([...ask, '--json', '--stream', 'Hi']);
    for (const line of stdout.trimEnd().split('\n'))
      expect(JSON.parse(line)).toMatchObject({ object: 'chat.completion.chunk' });
  });

  it('says in one line what is wrong and what to do', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    expect(await cli.run(['chat', 'Hello', '--url', url])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: `llm-proxy: No service answers at ${url} (ECONNREFUSED): start it with "npm start", or name another with --url.\n`,
    });
    const refused = await cli.run(['chat', 'Hello', '--key', 'a-wrong-key']);
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^llm-proxy: .*\(401\) Give a key.*\n$/),
    });
    const failed = await cli.run(['chat', 'Hello', '--model', 'mock-error-400']);
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringMatching(/^llm-proxy: .*\(400\)\n$/) });
    const cut = await cli.run(['chat', '--stream', 'Hello', '--model', 'mock-cut']);
    expect(cut).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^\S+ .*\n$/),
      stderr: expect.stringMatching(/^llm-proxy: /),
    });
    expect((await cli.run(['chat', ''])).code).toBe(2);
    expect((await cli.run(['chat', 'Hello', '--url', 'nonsense'])).code).toBe(2);
  });
});
