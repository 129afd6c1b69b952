import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { type LocalHost, localHost } from '../../../src/collect/collectors/local-host.ts';
import type { Probe } from '../../../src/collect/remote.ts';
import { hearing } from '../../../src/collect/shell/pipe.ts';
import { runAlone, type ShellPlace } from '../../../src/collect/shell/shell.ts';
import { SHELLS } from './shells.ts';

const within = (milliseconds = 15_000) => AbortSignal.timeout(milliseconds);

function probe(name: string, script: string, more: Partial<Probe> = {}): Probe {
  return { name, script, patience: 10_000, ...more };
}

/** Processes come and go late on a busy machine. */
const SOON = { timeout: 10_000 };

const GOOD = probe('good', 'echo good');

async function asked(host: LocalHost, probes: readonly Probe[], signal = within()) {
  return Object.fromEntries(await host.ask(probes, signal));
}

/** A number of seconds that no other process sleeps for. */
function nap(place: number): string {
  return `${process.pid}${place}`;
}

function isRunning(words: string): boolean {
  return execFileSync('ps', ['-A', '-o', 'args'], { encoding: 'utf8' })
    .split('\n')
    .some((line) => line.includes(words));
}

describe.each(SHELLS)('a kept shell: $name', ({ program }) => {
  async function withHost(use: (host: LocalHost) => Promise<void>): Promise<void> {
    const host = localHost('here', program);
    try {
      await use(host);
    } finally {
      host.close();
    }
  }

  test('each probe has its own answer, code and arguments', () =>
    withHost(async (host) => {
      const hostile = `'; exit 9; echo "$(id)\n-n`;
      const answers = await asked(host, [
        probe('words', 'printf "%s|" "$#" "$@"', { args: [hostile, '', '--'] }),
        probe('none', 'printf "%s" "$#"; exit 7'),
        probe('complaint', 'echo out; echo err >&2'),
        probe('input', 'cat'),
      ]);
      expect(answers).toEqual({
        words: { end: 'ended', text: `3|${hostile}||--|`, code: 0 },
        none: { end: 'ended', text: '0', code: 7 },
        complaint: { end: 'ended', text: 'out\n', code: 0 },
        input: { end: 'ended', text: '', code: 0 },
      });
    }));

  test.each([
    { name: 'hangs', script: 'echo half; sleep 60', end: 'late', text: 'half\n' },
    {
      name: 'ignores the polite signals',
      script: 'trap "" TERM HUP INT; sleep 60',
      end: 'late',
      text: '',
    },
    { name: 'is wrong', script: 'if then "', end: 'ended', text: '' },
    { name: 'ends its shell', script: 'echo bye; exit 3', end: 'ended', text: 'bye\n' },
    {
      name: 'spoils its variables',
      script: 'M=x; W=1; s0=exit; unset PATH; set -e; false',
      end: 'ended',
      text: '',
    },
    {
      name: 'kills the kept shell',
      script: 'kill -9 $$; sleep 60',
      end: 'late',
      text: '',
    },
    { name: 'closes its output', script: 'exec >&-; sleep 0', end: 'ended', text: '' },
  ])('one that $name disturbs no other', ({ script, end, text }) =>
    withHost(async (host) => {
      const bad = probe('bad', script, { patience: 300 });
      for (let round = 0; round < 2; round += 1) {
        const answers = await asked(host, [GOOD, bad, { ...GOOD, name: 'after' }]);
        expect(answers['bad']).toMatchObject({ end, text });
        expect(answers['good']).toEqual({ end: 'ended', text: 'good\n', code: 0 });
        expect(answers['after']).toEqual({ end: 'ended', text: 'good\n', code: 0 });
      }
    }),
  );

  test('one that floods is cut at its limit, ended, and disturbs no other', () =>
    withHost(async (host) => {
      const answers = await asked(host, [
        probe('flood', `yes "${nap(1)}"`),
        probe('small', `yes "${nap(1)}"`, { limit: 10 }),
        probe('binary', 'head -c 100000 /dev/urandom'),
        GOOD,
      ]);
      expect(answers['flood']?.end).toBe('too long');
      expect(answers['flood']?.text.length).toBe(1024 * 1024);
      expect(answers['small']).toMatchObject({ end: 'too long', code: null });
      expect(answers['small']?.text.length).toBe(10);
      expect(answers['binary']?.end).toBe('ended');
      expect(answers['good']?.text).toBe('good\n');
      await expect.poll(() => isRunning(`yes ${nap(1)}`), SOON).toBe(false);
    }));

  test('what is gathered comes whole, with its code, and hangs and fails like others', () =>
    withHost(async (host) => {
      const gathered = (name: string, script: string) =>
        probe(name, script, { isGathered: true, patience: 1_000 });
      const answers = await asked(
        host,
        [
          gathered('first', 'printf "%s\\n" "$1"; exit 4'),
          GOOD,
          gathered('wrong', 'if then'),
          gathered('hang', `echo half; sleep ${nap(5)}`),
          gathered('last', "echo 'a\\040b'"),
        ].map((one) => ({ ...one, args: ['x y'] })),
      );
      expect(answers).toMatchObject({
        first: { end: 'ended', text: 'x y\n', code: 4 },
        good: { text: 'good\n' },
        wrong: { end: 'ended' },
        hang: { end: 'late', text: '' },
        last: { end: 'ended', code: 0 },
      });
      expect(answers['last']?.text).toMatch(/^a( |\\040)b\n$/);
      const [alone] = (await host.ask([gathered('hang', `sleep ${nap(5)}`)], within())).values();
      expect(alone?.end).toBe('late');
      await expect.poll(() => isRunning(`sleep ${nap(5)}`), SOON).toBe(false);
      expect((await asked(host, [GOOD]))['good']?.text).toBe('good\n');
    }));

  test('what is late is ended with everything that it started', () =>
    withHost(async (host) => {
      const script = `sleep ${nap(2)} | cat & (sleep ${nap(2)}; :) & sh -c 'sleep ${nap(2)}; :'`;
      const answers = await asked(host, [probe('tree', script, { patience: 300 }), GOOD]);
      expect(answers['tree']?.end).toBe('late');
      expect(answers['good']?.text).toBe('good\n');
      await expect.poll(() => isRunning(`sleep ${nap(2)}`), SOON).toBe(false);
    }));

  test('what a foreign probe leaves running writes into no other answer', () =>
    withHost(async (host) => {
      const script = '(while :; do echo intruder; sleep 0.01; done) & echo mine';
      const answers = await asked(host, [
        probe('foreign', script, { isForeign: true, patience: 300 }),
        probe('later', 'sleep 0.2; echo later'),
      ]);
      expect(answers['foreign']).toMatchObject({ end: 'ended', code: 0 });
      expect(answers['later']?.text).toBe('later\n');
      expect((await asked(host, [GOOD]))['good']?.text).toBe('good\n');
    }));

  test('whoever gives up gets its reason, what ran is ended, and the shell goes on', () =>
    withHost(async (host) => {
      await host.ask([GOOD], within());
      const stop = new AbortController();
      const hanging = host.ask([probe('hang', `echo; sleep ${nap(3)}`)], stop.signal);
      const waiting = host.ask([GOOD], within());
      await expect.poll(() => isRunning(`sleep ${nap(3)}`), SOON).toBe(true);
      stop.abort(new Error('enough'));
      await expect(hanging).rejects.toThrow('enough');
      expect((await waiting).get('good')?.text).toBe('good\n');
      await expect.poll(() => isRunning(`sleep ${nap(3)}`), SOON).toBe(false);
    }));

  test('what runs when the connection ends is ended there', () =>
    withHost(async (host) => {
      const hanging = host.ask([probe('hang', `echo; sleep ${nap(4)}`)], within()).catch(() => {});
      await expect.poll(() => isRunning(`sleep ${nap(4)}`), SOON).toBe(true);
      host.close();
      await expect.poll(() => isRunning(`sleep ${nap(4)}`), SOON).toBe(false);
      await hanging;
    }));

  test('rounds leave no process behind, ended ones neither', () =>
    withHost(async (host) => {
      const shell = Number((await asked(host, [probe('pid', 'echo $$')]))['pid']?.text);
      for (let round = 0; round < 20; round += 1) await host.ask([GOOD, GOOD], within());
      const children = () =>
        execFileSync('ps', ['-A', '-o', 'ppid='], { encoding: 'utf8' })
          .split('\n')
          .filter((line) => Number(line) === shell).length;
      await expect.poll(children, SOON).toBe(0);
    }));
});

test('what was sent and never answered may have begun: it is broken off, not refused', async () => {
  let isOpen = true;
  const place: ShellPlace = {
    get isOpen() {
      return isOpen;
    },
    async start() {
      const { data, closed, set } = hearing();
      return {
        isOpen: true,
        send(text) {
          const [opens] = /tocsin-[0-9a-f]{24}\.\n?(?="\n$)/.exec(text) ?? [];
          if (opens !== undefined) return data(Buffer.from(`${opens}\n`));
          isOpen = false;
          closed();
        },
        ...{ close() {}, hear: set, last: () => ({ stderr: '', code: null }) },
      };
    },
    lost() {},
    error: (message) => new Error(message),
  };
  const answer = await runAlone(place, GOOD, { signal: within(), after() {} });
  expect(answer).toMatchObject({ end: 'broken off', code: null });
});

test('a machine without sh is an error that says so', async () => {
  const host = localHost('here', ['/nowhere/sh']);
  await expect(host.ask([GOOD], within())).rejects.toMatchObject({
    name: 'CollectError',
    message: expect.stringContaining('/nowhere/sh cannot be started on this machine'),
  });
});
