import { expect, test } from 'vitest';
import type { ProbeAnswer } from '../../src/collect/remote.ts';
import { answeredSteps } from '../../src/collect/try-host.ts';

const NOON = Date.UTC(2026, 2, 10, 12);
const span = { began: NOON, ended: NOON + 300 };

function answers(texts: Readonly<Record<string, string>>, engine: number) {
  const answer = (name: string): ProbeAnswer => ({
    ...{ end: 'ended', text: texts[name] ?? '' },
    code: name === 'engine' ? engine : 0,
  });
  return new Map(['echo', 'engine', 'clock'].map((name) => [name, answer(name)]));
}

test.each([
  {
    name: 'all is well',
    echo: 'Connection OK\n',
    engine: '27.1\n',
    code: 0,
    off: 0,
    all: ['ok', 'ok', 'ok'],
  },
  {
    name: 'no docker',
    echo: 'Connection OK\n',
    engine: '',
    code: 3,
    off: 0,
    all: ['ok', 'skipped', 'ok'],
  },
  {
    name: 'a socket that others own',
    ...{
      echo: 'Connection OK',
      engine: 'permission denied while trying to connect',
      code: 1,
      off: -4,
    },
    all: ['ok', 'failed group docker', 'ok'],
  },
  {
    name: 'noise',
    echo: 'hi\nConnection OK',
    engine: '',
    code: 3,
    off: 0,
    all: ['failed start-up files', 'skipped', 'ok'],
  },
  {
    name: 'a clock behind',
    echo: 'Connection OK',
    engine: '',
    code: 3,
    off: -60,
    all: ['ok', 'skipped', 'failed 59 s behind'],
  },
  {
    name: 'a clock ahead',
    echo: 'Connection OK',
    engine: '',
    code: 3,
    off: 60,
    all: ['ok', 'skipped', 'failed 60 s ahead'],
  },
])('$name', ({ echo, engine, code, off, all }) => {
  const clock = String(NOON / 1_000 + off);
  const steps = answeredSteps(answers({ echo, engine, clock }, code), span);
  for (const [index, step] of steps.entries()) {
    const [state = '', ...words] = (all[index] ?? '').split(' ');
    expect(step.state).toBe(state);
    expect(step.detail).toContain(words.join(' '));
  }
});
