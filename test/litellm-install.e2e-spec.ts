import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describeWhen } from './support/observation/describe-when';

const ROOT = resolve(__dirname, '..');
const PYTHON_PROBE =
  'import sys, venv, ensurepip; sys.exit(not (3, 10) <= sys.version_info < (3, 15) or sys.platform == "win32")';

const describeWithPython = describeWhen(
  () => spawnSync('python3', ['-c', PYTHON_PROBE], { stdio: 'ignore' }).status === 0,
  'Python 3.10 to 3.14 with venv as python3',
);

/** Writes a wheel: a package of one module, with what it requires, and a command where it has one. */
const WHEEL_WRITER = `
import sys, zipfile
folder, name, version, requires, extras, command = sys.argv[1:]
info = f"{name}-{version}.dist-info"
metadata = f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n"
metadata += "".join(f"Provides-Extra: {extra}\\n" for extra in extras.split(";") if extra)
metadata += "".join(f"Requires-Dist: {one}\\n" for one in requires.split(";") if one)
files = {
    f"{name}.py": "def main():\\n    print('hello')\\n",
    f"{info}/METADATA": metadata,
    f"{info}/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
}
if command:
    files[f"{info}/entry_points.txt"] = f"[console_scripts]\\n{command} = {name}:main\\n"
files[f"{info}/RECORD"] = "".join(f"{file},,\\n" for file in [*files, f"{info}/RECORD"])
with zipfile.ZipFile(f"{folder}/{name}-{version}-py3-none-any.whl", "w") as wheel:
    for file, text in files.items():
        wheel.writestr(zipfile.ZipInfo(file), text)
`;

/**
 * The machine's `python3`, which makes an environment once and copies it from then on: of the time of these tests most went
 * into making three that are the same. Where an environment is matters to none of its programs that are run.
 */
const PYTHON_THAT_COPIES = `#!/bin/sh
if [ "$1 $2" != '-m venv' ]; then exec "$REAL_PYTHON" "$@"; fi
[ -d "$MADE_ONCE" ] || "$REAL_PYTHON" -m venv "$MADE_ONCE" || exit
cp -RP "$MADE_ONCE" "$3"
`;

interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

/** The installer of `npm run litellm`, with the pip that the machine's Python brings, and an index in a folder. */
describeWithPython('installing LiteLLM', () => {
  /** Of all tests: the Python of the installer, and what it copies. */
  let shared: string;
  let python: string;
  let folder: string;
  beforeAll(() => {
    shared = mkdtempSync(join(tmpdir(), 'litellm-python-'));
    const executable = 'import sys; print(sys.executable)';
    python = execFileSync('python3', ['-c', executable], { encoding: 'utf8' }).trim();
    writeFileSync(join(shared, 'python3'), PYTHON_THAT_COPIES, { mode: 0o755 });
  });
  afterAll(() => rmSync(shared, { recursive: true, force: true }));
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'litellm install ')); // with a space, as a home folder may have
    mkdirSync(join(folder, 'index'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function publish(name: string, version: string, { requires = '', extras = '', command = '' } = {}): void {
    const args = [join(folder, 'index'), name, version, requires, extras, command];
    execFileSync(python, ['-c', WHEEL_WRITER, ...args]);
  }

  function lock(...packages: readonly (readonly [name: string, version: string])[]): void {
    const lines = packages.map(([name, version]) => {
      const wheel = readFileSync(join(folder, 'index', `${name}-${version}-py3-none-any.whl`));
      return `${name}==${version} --hash=sha256:${createHash('sha256').update(wheel).digest('hex')}\n`;
    });
    writeFileSync(join(folder, 'requirements.lock'), lines.join(''));
  }

  function install({ tryAgain = true, venv = 'venv' } = {}): Outcome {
    const places = {
      venv: join(folder, venv),
      lock: join(folder, 'requirements.lock'),
      failure: join(folder, 'failure.json'),
      // The real one may be installed at the same time.
      step: `litellm-${process.pid}`,
    };
    const program = `
      import { ensureLiteLlm } from './scripts/setup/litellm-venv.mjs';
      import { main } from './scripts/setup/setup-error.mjs';
      const options = ${JSON.stringify({ tryAgain, places })};
      await main(async () => console.log(await ensureLiteLlm(options)));`;
    // An index in a folder; and a setting of the user's own that must not lead the packages elsewhere.
    const environment = {
      PIP_NO_INDEX: '1',
      PIP_FIND_LINKS: pathToFileURL(join(folder, 'index')).href,
      PIP_USER: '1',
    };
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', program],
      {
        cwd: ROOT,
        encoding: 'utf8',
        env: {
          PATH: [shared, process.env['PATH']].join(delimiter),
          HOME: process.env['HOME'],
          REAL_PYTHON: python,
          MADE_ONCE: join(shared, 'venv'),
          ...environment,
        },
      },
    );
    return { status, output: stdout + stderr };
  }

  it('fails with the words of pip when the lock lacks something', () => {
    publish('litellm', '1.0', { requires: 'absent>=1.0', command: 'litellm' });
    lock(['litellm', '1.0']);
    const { status, output } = install();
    expect(status).toBe(1);
    expect(output.trimEnd().split('\n').at(-1)).toBe(
      'The LiteLLM proxy could not be installed: litellm 1.0 requires absent, which is not installed.',
    );
  });

  it('that failed once fails at once for the tests, with the reason, until it is tried again by name: then it takes what the lock names', () => {
    publish('litellm', '1.0', { requires: 'part[mail]>=1.0', command: 'litellm' });
    publish('part', '1.0', { extras: 'mail' });
    // What the lock asks for with an extra has a newer version by now.
    publish('part', '1.1', { extras: 'mail' });
    lock(['litellm', '1.0'], ['part', '1.0']);
    const wheel = join(folder, 'index', 'litellm-1.0-py3-none-any.whl');
    const bytes = readFileSync(wheel);
    rmSync(wheel);
    const first = install({ tryAgain: false });
    expect(first.status).toBe(1);
    expect(first.output).toMatch(
      /could not be installed: ERROR: No matching distribution found for litellm==1\.0/,
    );

    writeFileSync(wheel, bytes);
    const second = install({ tryAgain: false });
    expect(second.status).toBe(1);
    expect(second.output).toMatch(
      /^The LiteLLM proxy could not be installed: ERROR: No matching .*"npm run litellm" tries again\.\)\n$/,
    );

    expect(install()).toMatchObject({ status: 0 });
    expect(existsSync(join(folder, 'failure.json'))).toBe(false);
    expect(install({ tryAgain: false })).toMatchObject({ status: 0 });
    expect(execFileSync(join(folder, 'venv', 'bin', 'litellm'), { encoding: 'utf8' })).toBe('hello\n');
    const versions = execFileSync(join(folder, 'venv', 'bin', 'python'), ['-m', 'pip', 'freeze', '--local'], {
      encoding: 'utf8',
    });
    expect(versions).toContain('part==1.0');
  });

  it('is done anew where the clone was moved', () => {
    publish('litellm', '1.0', { command: 'litellm' });
    lock(['litellm', '1.0']);
    expect(install()).toMatchObject({ status: 0 });
    renameSync(join(folder, 'venv'), join(folder, 'moved'));
    const litellm = join(folder, 'moved', 'bin', 'litellm');
    for (let run = 0; run < 2; run += 1) {
      const { status, output } = install({ venv: 'moved' });
      expect({ status, installed: output !== `${litellm}\n` }).toEqual({ status: 0, installed: run === 0 });
      expect(execFileSync(litellm, { encoding: 'utf8' })).toBe('hello\n');
    }
  });
});
