/** Coding agents as they are installed, each with a task on disk, in front of every provider's wire. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { agentScript } from './support/agent-scripts';
import type { AgentProvider, AgentTurn } from './support/agent-scripts';
import { ConnectedReplays } from './support/connected-replays';
import { describeWhen } from './support/describe-when';
import { assign, registryOf } from './support/registry-setup';

const run = promisify(execFile);
const CLAUDE_CODE = process.env['LLM_PROXY_TEST_CLAUDE_CODE'] ?? '';
const PROVIDERS: readonly AgentProvider[] = ['anthropic', 'openai', 'gemini', 'bedrock'];
const CONTENT = 'written by an agent\nünïcode "quoted" \\ back\n';
const DONE = 'The file is there.';
const SAID = {
  thinking: 'The user wants a file.',
  signature: Buffer.from('a signature of this thought').toString('base64'),
};

const withClaudeCode = describeWhen(
  () => CLAUDE_CODE !== '',
  'Claude Code (LLM_PROXY_TEST_CLAUDE_CODE, the path of its command)',
);

withClaudeCode('Claude Code, unmodified,', () => {
  let service: ConnectedReplays;
  let home: string;

  beforeAll(async () => {
    service = await ConnectedReplays.start(PROVIDERS);
    const { gateway, caller } = service;
    // OpenAI itself takes no reasoning back; servers that speak like it do.
    const local = { name: 'local', provider: 'local', endpoint: `${service.of('openai').upstream.url}/v1` };
    await registryOf(gateway).connections.create(local);
    await registryOf(gateway).models.create({ connection: 'local', name: 'chat' });
    for (const name of PROVIDERS) {
      const model = `${name === 'openai' ? 'local' : name}/chat`;
      await assign(gateway, caller, model, { alias: `${name}-*` });
    }
    home = mkdtempSync(join(tmpdir(), 'llm-proxy-claude-code-'));
  });
  afterAll(async () => {
    await service.close();
    rmSync(home, { recursive: true, force: true });
  });

  it.each(PROVIDERS)('writes a file with a tool, in front of %s', async (provider) => {
    const folder = mkdtempSync(join(home, `${provider}-`));
    const file = join(folder, 'out.txt');
    const call = { id: 'toolu_01A', name: 'Write', input: { file_path: file, content: CONTENT } };
    const first: AgentTurn = { ...SAID, text: 'I write it.', call };
    const replay = service.of(provider);
    replay.answer(agentScript(provider, first, { ...SAID, text: DONE }));
    const model = `${provider}-large`;
    const args = [
      '-p',
      `Write ${file}.`,
      '--allowedTools',
      'Write',
      '--output-format',
      'json',
      '--model',
      model,
    ];
    const { stdout } = await run(CLAUDE_CODE, args, {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        HOME: home,
        ANTHROPIC_BASE_URL: service.gateway.url,
        ANTHROPIC_API_KEY: service.caller.key,
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      },
    });
    expect(JSON.parse(stdout)).toMatchObject({ is_error: false, result: DONE, num_turns: 2 });
    expect(readFileSync(file, 'utf8')).toBe(CONTENT);
    expect(replay.calls).toHaveLength(2);
    const last = replay.lastCall.body.toString('utf8');
    // What the provider needs back, as it was.
    expect(last.includes(provider === 'openai' ? SAID.thinking : SAID.signature)).toBe(true);
  });
});
