/** Coding agents as they are installed, each with a task on disk, in front of every provider's wire. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { agentScript } from './support/callers/agent-scripts';
import type { AgentTurn } from './support/callers/agent-scripts';
import { AGENT_PROVIDERS, AGENT_THOUGHT, startAgentService } from './support/callers/agent-service';
import type { ConnectedReplays } from './support/providers/connected-replays';
import { describeWhen } from './support/observation/describe-when';

const run = promisify(execFile);
const CLAUDE_CODE = process.env['LLM_PROXY_TEST_CLAUDE_CODE'] ?? '';
const CODEX = process.env['LLM_PROXY_TEST_CODEX'] ?? '';
const GEMINI_CLI = process.env['LLM_PROXY_TEST_GEMINI_CLI'] ?? '';
const CONTENT = 'written by an agent\nünïcode "quoted" \\ back\n';
const DONE = 'The file is there.';

const withClaudeCode = describeWhen(
  () => CLAUDE_CODE !== '',
  'Claude Code (LLM_PROXY_TEST_CLAUDE_CODE, the path of its command)',
  { optional: true },
);
const withCodex = describeWhen(() => CODEX !== '', 'Codex (LLM_PROXY_TEST_CODEX, the path of its command)', {
  optional: true,
});

const withGeminiCli = describeWhen(
  () => GEMINI_CLI !== '',
  'Gemini CLI (LLM_PROXY_TEST_GEMINI_CLI, the path of its command)',
  { optional: true },
);

withClaudeCode('Claude Code, unmodified,', () => {
  let service: ConnectedReplays;
  let home: string;

  beforeAll(async () => {
    ({ service, home } = await startAgentService('claude-code'));
  });
  afterAll(async () => {
    await service.close();
    rmSync(home, { recursive: true, force: true });
  });

  it.each(AGENT_PROVIDERS)('writes a file with a tool, in front of %s', async (provider) => {
    const folder = mkdtempSync(join(home, `${provider}-`));
    const file = join(folder, 'out.txt');
    const call = { id: 'toolu_01A', name: 'Write', input: { file_path: file, content: CONTENT } };
    const first: AgentTurn = { ...AGENT_THOUGHT, text: 'I write it.', call };
    const replay = service.of(provider);
    replay.answer(agentScript(provider, first, { ...AGENT_THOUGHT, text: DONE }));
    const model = `${provider}-small`;
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
    const asked = run(CLAUDE_CODE, args, {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        HOME: home,
        ANTHROPIC_BASE_URL: service.gateway.url,
        ANTHROPIC_API_KEY: service.caller.key,
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      },
    });
    asked.child.stdin?.end();
    const { stdout } = await asked;
    expect(JSON.parse(stdout)).toMatchObject({ is_error: false, result: DONE, num_turns: 2 });
    expect(readFileSync(file, 'utf8')).toBe(CONTENT);
    expect(replay.calls).toHaveLength(2);
    const last = replay.lastCall.body.toString('utf8');
    // What the provider needs back, as it was.
    expect(last.includes(provider === 'openai' ? AGENT_THOUGHT.thinking : AGENT_THOUGHT.signature)).toBe(
      true,
    );
  });
});

withCodex('Codex, unmodified,', () => {
  let service: ConnectedReplays;
  let home: string;

  beforeAll(async () => {
    ({ service, home } = await startAgentService('codex'));
    const { gateway, caller } = service;
    // A key that a command tells makes it ask for the catalogue.
    writeFileSync(
      join(home, 'config.toml'),
      `model_provider = "gateway"\n[model_providers.gateway]\nname = "Gateway"\nbase_url = "${gateway.url}/v1"\n` +
        `wire_api = "responses"\n[model_providers.gateway.auth]\ncommand = "echo"\nargs = ["${caller.key}"]\n`,
    );
  });
  afterAll(async () => {
    await service.close();
    rmSync(home, { recursive: true, force: true });
  });

  it.each(AGENT_PROVIDERS)('writes a file with its patch tool, in front of %s', async (provider) => {
    const folder = mkdtempSync(join(home, `${provider}-`));
    const lines = CONTENT.trimEnd().split('\n');
    const added = lines.map((line) => `+${line}`).join('\n');
    const input = `*** Begin Patch\n*** Add File: out.txt\n${added}\n*** End Patch`;
    const call = { id: 'call_01A', name: 'apply_patch', input: { input } };
    const first: AgentTurn = { ...AGENT_THOUGHT, text: 'I write it.', call };
    const replay = service.of(provider);
    replay.answer(agentScript(provider, first, { ...AGENT_THOUGHT, text: DONE }));
    const args = ['exec', '--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox'];
    const asked = run(CODEX, [...args, '--model', `${provider}-large`, 'Write out.txt.'], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: home, CODEX_HOME: home },
    });
    asked.child.stdin?.end();
    const { stdout, stderr } = await asked;
    expect(stdout).toContain(DONE);
    expect(stderr).not.toContain('Model metadata');
    expect(readFileSync(join(folder, 'out.txt'), 'utf8')).toBe(CONTENT);
    expect(replay.calls).toHaveLength(2);
    const last = replay.lastCall.body.toString('utf8');
    expect(last.includes(provider === 'openai' ? AGENT_THOUGHT.thinking : AGENT_THOUGHT.signature)).toBe(
      true,
    );
  });
});

withGeminiCli('Gemini CLI, unmodified,', () => {
  let service: ConnectedReplays;
  let home: string;

  beforeAll(async () => {
    ({ service, home } = await startAgentService('gemini-cli'));
    mkdirSync(join(home, '.gemini'));
    const settings = {
      security: { auth: { selectedType: 'gemini-api-key' } },
      privacy: { usageStatisticsEnabled: false },
    };
    writeFileSync(join(home, '.gemini', 'settings.json'), JSON.stringify(settings));
  });
  afterAll(async () => {
    await service.close();
    rmSync(home, { recursive: true, force: true });
  });

  it.each(AGENT_PROVIDERS)('writes a file with a tool, in front of %s', async (provider) => {
    const folder = mkdtempSync(join(home, `${provider}-`));
    const file = join(folder, 'out.txt');
    const call = { id: 'call_01A', name: 'write_file', input: { file_path: file, content: CONTENT } };
    const first: AgentTurn = { ...AGENT_THOUGHT, text: 'I write it.', call };
    const replay = service.of(provider);
    replay.answer(agentScript(provider, first, { ...AGENT_THOUGHT, text: DONE }));
    const args = ['--prompt', `Write ${file}.`, '--approval-mode', 'yolo', '--model', `${provider}-large`];
    const asked = run(GEMINI_CLI, args, {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        HOME: home,
        GOOGLE_GEMINI_BASE_URL: service.gateway.url,
        GEMINI_API_KEY: service.caller.key,
        GEMINI_CLI_TRUST_WORKSPACE: 'true',
      },
    });
    asked.child.stdin?.end();
    const { stdout } = await asked;
    expect(stdout).toContain(DONE);
    expect(readFileSync(file, 'utf8')).toBe(CONTENT);
    const last = replay.calls.findLast(({ body }) => body.includes('written by an agent'));
    // It keeps no thoughts, and the signature on the call: what is plain text alone is gone.
    if (provider !== 'openai') expect(last?.body.toString('utf8')).toContain(AGENT_THOUGHT.signature);
  });
});
