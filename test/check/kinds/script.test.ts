import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { script } from '../../../src/check/kinds/script.ts';
import { parsePluginOutput } from '../../../src/check/plugin-output.ts';
import { ask } from '../asking.ts';
import { testHosts } from '../hosts.ts';

const hosts = testHosts();

describe.each(hosts.names)('%s', (name) => {
  const asked = (run: string, more: object = {}) =>
    ask(script, { run }, { host: hosts.of(name), ...more });

  test.each([
    ['echo "DISK OK - 5 GB | /=5GB"', 'healthy', []],
    ['echo "WARNING: 91 %"; exit 1', 'degraded', ['WARNING: 91 %']],
    ['echo "CRITICAL: 99 %"; exit 2', 'unhealthy', ['CRITICAL: 99 %']],
    ['echo "no idea"; exit 3', 'unknown', ['no idea']],
    ['exit 2', 'unhealthy', ['exit code 2, and it printed nothing']],
    ['echo what; exit 9', 'unhealthy', ['what (exit code 9)']],
    [
      "kill -9 $(exec sh -c 'echo $PPID')",
      'unhealthy',
      ['it was ended by signal 9, and it printed nothing'],
    ],
    [
      '/no/such/program',
      'error',
      ['the command is not there (exit code 127): write its whole path, or install it'],
    ],
    [
      '/etc/passwd',
      'error',
      ['the command may not be run there (exit code 126): make it executable for the user'],
    ],
    ['yes', 'error', ['the command prints more than 64 KiB: let it print less']],
    ['if', 'unhealthy', ['exit code 2, and it printed nothing']],
    ['echo "a\\033[31mb\tc"; exit 1', 'degraded', ['a [31mb c']],
  ])('%s is %s', async (run, status, reasons) => {
    const { status: is, reasons: why } = await asked(run);
    expect({ is, why }).toEqual({ is: status, why: reasons });
  });

  test('what it measures can be expected and is kept', async () => {
    const run = "echo \"fine | time=0.5s;1;2;0 'free space /'=12%\"; echo more; echo '| users=3'";
    const { status, details, metrics } = await asked(run, {
      expect: ['perf.time < 1', 'perf.users == 3'],
    });
    expect({ status, details }).toEqual({
      status: 'healthy',
      details: {
        exit_code: 0,
        text: 'fine',
        'perf.time': 0.5,
        'perf.free_space__': 12,
        'perf.users': 3,
      },
    });
    expect(metrics).toContainEqual({
      metric: 'check.value',
      value: 12,
      labels: { label: 'free space /' },
    });
  });

  test('whoever expects an exit code judges by that alone', async () => {
    expect(await asked('exit 7', { expect: ['exit_code == 7'] })).toMatchObject({
      status: 'healthy',
    });
  });

  test('what is late is ended with all that it started', async () => {
    const run = 'sleep 4231 & sh -c "sleep 4232; true" & sleep 4233';
    const { status, reasons } = await asked(run, { timeout: 1_600 });
    expect({ status, reasons }).toEqual({
      status: 'unhealthy',
      reasons: ['the command had not ended within 1.6 s and was stopped'],
    });
    const left = execFileSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' });
    expect(left.split('\n').filter((line) => /^sleep 423\d/.test(line))).toEqual([]);
  });
});

const PLUGIN = '/usr/lib/nagios/plugins/check_load';
test.skipIf(!existsSync(PLUGIN))(
  'a real plug-in (Debian package monitoring-plugins-basic)',
  async () => {
    const host = hosts.of('this machine');
    const { details } = await ask(
      script,
      { run: `${PLUGIN} -w 900,900,900 -c 950,950,950` },
      { host },
    );
    expect(details).toMatchObject({ exit_code: 0, 'perf.load1': expect.any(Number) });
  },
);

test.each([
  { run: '/opt/check.sh --password secret', shows: '/opt/check.sh' },
  { run: 'PASSWORD=secret /opt/check.sh', shows: 'a command' },
])('$run is shown as $shows', ({ run, shows }) => {
  expect(script.subject({ run })).toBe(shows);
});

test.each([
  { says: '', line: '', values: {} },
  { says: "OK | 'it''s'=1", line: 'OK', values: { "it's": 1 } },
  {
    says: 'OK | a=1us;;;; b=U c=2.5e3KB d=-4 e=x f= =7 g=1;2;3',
    line: 'OK',
    values: { a: 1, c: 2_500, d: -4, g: 1 },
  },
  { says: "OK | 'open=1 b=2", line: 'OK', values: { b: 2 } },
  { says: 'OK\ntext\nmore | a=1\nb=2', line: 'OK', values: { a: 1, b: 2 } },
])('$says', ({ says, line, values }) => {
  const read = parsePluginOutput(says);
  expect(read.line).toBe(line);
  expect(Object.fromEntries(read.values.map(({ label, value }) => [label, value]))).toEqual(values);
});

// Read again from each place it would take many seconds.
test.each(["'", "''a ", "'a", 'a', 'a=', "a='", '='])('endless %j is read once', (piece) => {
  const { values } = parsePluginOutput(`| ${piece.repeat(65_536 / piece.length)} last=1`);
  expect(values.length).toBeLessThanOrEqual(1);
});

test('of much only so much is kept', () => {
  expect(parsePluginOutput('x'.repeat(30_000)).line).toHaveLength(300);
  const many = Array.from({ length: 500 }, (_, index) => `v${index}=1`).join(' ');
  expect(parsePluginOutput(`| ${many}`).values).toHaveLength(100);
});
