import { expect, test } from 'vitest';
import { renderForConsole, UNBROKEN } from '../../src/chat/console/render.ts';
import { code, strong } from '../../src/chat/reply.ts';
import { clientExaminations } from '../../src/doctor/clients.ts';
import { runExaminations } from '../../src/doctor/run.ts';
import type { Examination } from '../../src/model/finding.ts';
import { bad, fine, off, warning } from '../../src/model/finding.ts';
import { doctorReply } from '../../src/report/doctor-text.ts';

const signal = new AbortController().signal;
const mask = (text: string) => text.replaceAll('hush', '***');

function examination(name: string, examine: Examination['examine']): Examination {
  return { area: 'channels', name, examine };
}

test('what throws or does not end is a finding, and the others are not held up', async () => {
  const all = [
    examination('thrower', async () => {
      throw new Error('hush happened');
    }),
    examination('hanger', () => new Promise(() => {})),
    examination('well', async () => [fine('well with hush')]),
  ];
  const found = await runExaminations(all, { signal, mask, deadline: 50 });
  expect(found.map(({ name, findings }) => [name, findings[0]?.state])).toEqual([
    ['thrower', 'bad'],
    ['hanger', 'bad'],
    ['well', 'ok'],
  ]);
  expect(JSON.stringify(found)).toContain('thrower could not be examined: *** happened');
  expect(JSON.stringify(found)).toContain('hanger: no answer in time');
  expect(JSON.stringify(found)).not.toContain('hush');
});

test('no more than six at once, and what had no turn is said', async () => {
  let now = 0;
  let most = 0;
  const slow = Array.from({ length: 20 }, (_, index) =>
    examination(`n${index}`, async (within) => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((done) => within.addEventListener('abort', done));
      now -= 1;
      return [];
    }),
  );
  const found = await runExaminations(slow, { signal, mask, all: 50 });
  expect(most).toBe(6);
  expect(found).toHaveLength(20);
  expect(found[19]?.findings).toEqual([
    warning('n19 was not looked at: the others took too long', 'say /doctor again'),
  ]);
});

test('a package that a check needs is named', async () => {
  const needed = [
    { package: 'mysql2', checks: ['shop db'] },
    { package: 'mqtt', checks: ['plant'] },
  ];
  const found = await runExaminations(
    clientExaminations(needed, (name) => name === 'mqtt'),
    { signal, mask },
  );
  expect(found.flatMap(({ findings }) => findings)).toEqual([
    bad('shop db need the package mysql2', 'npm install mysql2, then restart'),
    fine('mqtt is installed'),
  ]);
});

const examined = [
  { area: 'disk', name: '/data', findings: [fine('room'), fine('more room')] },
  { area: 'discord', name: 'bot', findings: [warning('slow', 'wait'), bad('token', 'new token')] },
  { area: 'people', name: 'told', findings: [off('no heartbeat')] },
] as const;

function shown(all: boolean): string {
  const screen = { width: UNBROKEN, colour: false, zone: 'UTC', now: 0 };
  return renderForConsole(doctorReply(examined, { all }), screen);
}

test('the report has the worst first, and what is well in one line', () => {
  expect(shown(false).trim().split('\n')).toEqual([
    '■ 1 fault, 1 warning',
    'discord: token → new token',
    'discord: slow → wait',
    'people: no heartbeat',
    'Well: disk (2).',
  ]);
  expect(shown(true)).toContain('disk: room\ndisk: more room');
});

test('programs are told whether something is bad', () => {
  expect(doctorReply(examined).data).toMatchObject({ ok: false });
  const { data } = doctorReply(examined.filter(({ area }) => area !== 'discord'));
  expect(data).toMatchObject({
    ok: true,
    findings: expect.arrayContaining([
      { area: 'people', name: 'told', state: 'off', what: 'no heartbeat', repair: null },
    ]),
  });
});

test.each([
  { repair: 'chmod 600 .env', words: [code('chmod 600 .env')] },
  { repair: 'curl "https://x/bot$T/y"', words: [code('curl "https://x/bot$T/y"')] },
  { repair: 'leave out `a: b` at `c`', words: ['leave out ', code('a: b'), ' at ', code('c')] },
  {
    repair: 'open https://example.com/x and choose',
    words: ['open ', code('https://example.com/x'), ' and choose'],
  },
])('what is to be copied stands as code: $repair', ({ repair, words }) => {
  const one = { area: 'disk', name: 'x', findings: [bad('wrong', repair)] } as const;
  const [, block] = doctorReply([one]).blocks;
  expect(block).toMatchObject({ text: [strong('disk'), ': wrong', ' → ', ...words] });
});
