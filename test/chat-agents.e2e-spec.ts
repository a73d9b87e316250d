/** Agents that speak Chat Completions, as they are installed and set up as documented, in front of every provider's wire. */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { agentScript } from './support/callers/agent-scripts';
import type { AgentTurn } from './support/callers/agent-scripts';
import { AGENT_PROVIDERS, AGENT_THOUGHT, startAgentService } from './support/callers/agent-service';
import type { ConnectedReplays } from './support/providers/connected-replays';
import { describeWhen } from './support/observation/describe-when';
import { CommandLine } from './support/processes/command-line';

const run = promisify(execFile);
const CONTENT = 'written by an agent\nünïcode "quoted" \\ back\n';
const DONE = 'The file is there.';

/** What an agent is asked with, in a home of its own. */
interface Task {
  readonly home: string;
  /** Where it works; the file is `out.txt` there. */
  readonly folder: string;
  readonly file: string;
  readonly model: string;
  readonly key: string;
  /** The service, with `/v1`. */
  readonly baseUrl: string;
}

/** An agent: how it is found, asked, and what its model says to have a file written. */
interface ChatAgent {
  /** As `llm-proxy connect` knows it. */
  readonly name: string;
  /** The environment variable with the path of its command. */
  readonly variable: string;
  readonly args: (task: Task) => readonly string[];
  /** Undefined: it reads the file out of the text. */
  readonly call?: (task: Task) => { readonly name: string; readonly input: object };
  /** What it runs before the task, where `connect` cannot write its settings. */
  readonly setUp?: (task: Task) => readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Its settings, where it takes them from its environment alone. */
  readonly settings?: (task: Task) => Readonly<Record<string, string>>;
}

const PROMPT = 'Write out.txt.';
const AGENTS: readonly ChatAgent[] = [
  {
    name: 'opencode',
    variable: 'LLM_PROXY_TEST_OPENCODE',
    args: () => ['run', PROMPT],
    call: ({ file }) => ({ name: 'write', input: { filePath: file, content: CONTENT } }),
    environment: { OPENCODE_DISABLE_MODELS_FETCH: 'true', OPENCODE_DISABLE_AUTOUPDATE: 'true' },
  },
  {
    name: 'cline',
    variable: 'LLM_PROXY_TEST_CLINE',
    setUp: ({ key, baseUrl, model }) => [
      ...['auth', '--provider', 'openai', '--apikey', key],
      ...['--baseurl', baseUrl, '--modelid', model],
    ],
    args: () => [PROMPT],
    call: ({ file }) => ({
      name: 'run_commands',
      input: { commands: [`cat > '${file}' <<'END'\n${CONTENT}END`] },
    }),
  },
  {
    name: 'continue',
    variable: 'LLM_PROXY_TEST_CONTINUE',
    args: () => ['-p', PROMPT, '--auto'],
    call: ({ file }) => ({ name: 'Write', input: { filepath: file, content: CONTENT } }),
    environment: { CONTINUE_TELEMETRY_ENABLED: '0' },
  },
  {
    name: 'qwen-code',
    variable: 'LLM_PROXY_TEST_QWEN_CODE',
    args: () => ['-p', PROMPT, '--approval-mode', 'yolo'],
    call: ({ file }) => ({ name: 'write_file', input: { file_path: file, content: CONTENT } }),
  },
  {
    name: 'copilot',
    variable: 'LLM_PROXY_TEST_COPILOT',
    settings: ({ baseUrl, key, model }) => ({
      COPILOT_PROVIDER_TYPE: 'openai',
      COPILOT_PROVIDER_BASE_URL: baseUrl,
      COPILOT_PROVIDER_API_KEY: key,
      COPILOT_MODEL: model,
    }),
    args: () => ['-p', PROMPT, '--allow-all-tools'],
    call: ({ file }) => ({
      name: 'bash',
      input: { command: `cat > '${file}' <<'END'\n${CONTENT}END`, description: 'Write the file' },
    }),
  },
  {
    name: 'aider',
    variable: 'LLM_PROXY_TEST_AIDER',
    args: () => [
      ...['--message', PROMPT, '--yes-always', '--no-git', '--edit-format', 'whole'],
      ...['--no-check-update', '--analytics-disable', 'out.txt'],
    ],
  },
];

describe.each(AGENTS)('$name, unmodified,', (agent) => {
  const { name, variable, args, call, setUp, settings } = agent;
  const command = process.env[variable] ?? '';
  const withAgent = describeWhen(() => command !== '', `${variable}, the path of its command`, {
    optional: true,
  });

  withAgent('as documented,', () => {
    let service: ConnectedReplays;
    let cli: CommandLine;
    let home: string;

    beforeAll(async () => {
      ({ service, home } = await startAgentService(name));
      cli = new CommandLine();
    });
    afterAll(async () => {
      cli.close();
      await service.close();
      rmSync(home, { recursive: true, force: true });
    });

    it.each(AGENT_PROVIDERS)('writes a file, in front of %s', async (provider) => {
      const own = join(home, provider);
      const folder = join(own, 'work');
      mkdirSync(folder, { recursive: true });
      const { key } = service.caller;
      const baseUrl = `${service.gateway.url}/v1`;
      const file = join(folder, 'out.txt');
      const task: Task = { home: own, folder, file, model: `${provider}-large`, key, baseUrl };
      const at = {
        cwd: folder,
        env: {
          PATH: process.env['PATH'],
          HOME: own,
          TERM: 'dumb',
          ...agent.environment,
          ...settings?.(task),
        },
      };
      if (setUp !== undefined) {
        await run(command, [...setUp(task)], at);
      } else if (settings === undefined) {
        const to = ['--url', service.gateway.url, '--key', key, '--model', task.model];
        const done = await cli.run(['connect', name, ...to, '--write'], { environment: { HOME: own } });
        expect(done).toMatchObject({ code: 0 });
      }
      const replay = service.of(provider);
      const made = call?.(task);
      const text = made === undefined ? `Here it is.\n\nout.txt\n\`\`\`\n${CONTENT}\`\`\`\n` : 'I write it.';
      const first: AgentTurn = { ...AGENT_THOUGHT, text, ...(made && { call: { id: 'call_01A', ...made } }) };
      replay.answer(
        agentScript(provider, first, { ...AGENT_THOUGHT, text: made === undefined ? text : DONE }),
      );

      const asked = run(command, [...args(task)], at);
      asked.child.stdin?.end();
      const { stdout } = await asked;

      expect(readFileSync(file, 'utf8')).toBe(CONTENT);
      if (made === undefined) return;
      expect(stdout).toContain(DONE);
      // What the provider signed comes back to it, though the agent knows nothing of it.
      const last = replay.calls.findLast(({ body }) => body.includes('written by an agent'));
      if (provider !== 'openai') expect(last?.body.toString('utf8')).toContain(AGENT_THOUGHT.signature);
    });
  });
});
