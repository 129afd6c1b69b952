import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { engineHost } from '../../../src/collect/collectors/docker-host.ts';
import { containerLines } from '../../../src/collect/logs/container.ts';
import { type Dockerd, HAS_DOCKERD, startDockerd } from '../../support/dockerd.ts';
import { following } from './following.ts';
import { numbersIn } from './rotation.ts';

const AT = '2026-11-26T12:00:00';

test('lines of the time that was read last come once, whatever its precision', () => {
  const bytes = (...lines: readonly string[]) => Buffer.from(`${lines.join('\n')}\n`);
  const first = bytes(`${AT}.5Z a`, `${AT}.500000001Z b`, `${AT}.500000001Z c`);
  const one = containerLines(first, { at: `${AT}Z`, count: 0 });
  expect(one).toMatchObject({ lines: ['a', 'b', 'c'], cursor: { count: 2 } });
  const again = bytes(
    `${AT}.500000001Z b`,
    `${AT}.500000001Z c`,
    `${AT}.500000001Z d`,
    `${AT}.6Z e`,
  );
  const two = containerLines(again, one.cursor);
  expect(two).toMatchObject({ lines: ['d', 'e'], cursor: { at: `${AT}.6Z`, count: 1 } });
});

test('a half line at the end waits, and what the engine says of itself is no line', () => {
  const cursor = { at: `${AT}Z`, count: 0 };
  const half = containerLines(Buffer.from(`${AT}.1Z whole\n${AT}.2Z ha`), cursor);
  expect(half.lines).toEqual(['whole']);
  const refused = containerLines(
    Buffer.from('Error response from daemon: No such container\n'),
    cursor,
  );
  expect(refused).toEqual({ lines: [], cursor, isReadable: false });
});

describe.skipIf(!HAS_DOCKERD)('a real engine (needs docker.io, busybox-static and root)', () => {
  let engine: Dockerd;
  beforeAll(async () => {
    engine = await startDockerd();
  }, 60_000);
  afterAll(() => engine?.[Symbol.asyncDispose](), 60_000);

  test.each([
    { name: 'with its own command', isDirect: false, options: [] },
    { name: 'asked directly', isDirect: true, options: [] },
    { name: 'asked directly of a terminal', isDirect: true, options: ['--tty'] },
  ])(
    'every line of a container exactly once, over restarts of both, $name',
    async ({ isDirect, options }) => {
      // The second output is one of the log too.
      engine.run('talker', options, 'sh', '-c', 'touch /lines; exec tail -f /lines >&2');
      const from = { kind: 'container', container: 'talker', engine: engine.address } as const;
      const address = { kind: 'socket', path: engine.socket } as const;
      const host = isDirect ? { host: engineHost('web-1', address) } : {};
      const one = following([{ name: 'app', format: 'auto', from }], host);
      onTestFinished(one.close);
      await one.begin();
      let last = 0;
      const say = (lines: number) => {
        const numbers = Array.from({ length: lines }, () => (last += 1));
        engine.docker(
          'exec',
          'talker',
          'sh',
          '-c',
          `printf -- '- line %s\\n' ${numbers.join(' ')} >>/lines`,
        );
      };
      for (const lines of [1, 3, 50]) {
        say(lines);
        await one.round();
        await one.restart();
      }
      const taken = async () => {
        await one.round();
        return one.memory.texts.length;
      };
      await expect.poll(taken, { timeout: 30_000 }).toBeGreaterThanOrEqual(last);
      await one.round();
      expect(numbersIn(one.memory.texts)).toEqual(Array.from({ length: last }, (_, n) => n + 1));
      engine.docker('rm', '-f', 'talker');
      expect(await one.round()).toContainEqual({
        metric: 'log.readable',
        labels: { log: 'app' },
        value: 0,
      });
    },
    60_000,
  );
});
