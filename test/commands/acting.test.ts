import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/model/alert-change.ts';
import type { Role } from '../../src/model/person.ts';
import { anAlert, STATES } from '../report/alerts.ts';
import { stubDesk } from './stub-context.ts';

describe('ids as people write them', () => {
  test.each([
    ['/ack 12', 'acknowledge', [{ id: 12, all: false }], null],
    [
      '/ack #12,13 on it',
      'acknowledge',
      [
        { id: 12, all: false },
        { id: 13, all: false },
      ],
      'on it',
    ],
    ['/ack 12*', 'acknowledge', [{ id: 12, all: true }], null],
    ['/ack 12 12* 12', 'acknowledge', [{ id: 12, all: true }], null],
    ['/unack 12', 'unacknowledge', [{ id: 12, all: false }], null],
    ['/resolve #12* rebooted', 'resolve', [{ id: 12, all: true }], 'rebooted'],
  ])('%s', async (line, action, refs, note) => {
    const { ask, called } = stubDesk();
    await ask(line, 'operator');
    expect(called).toEqual([{ what: action, with: { refs, note } }]);
  });

  test.each(['/ack twelve', '/ack *', '/resolve 1.5', '/unack'])('refuses %s', async (line) => {
    const { answer, called } = stubDesk();
    expect(await answer(line)).toMatch(/write alert ids such as 12 or 12 13, or 12\*|is missing/);
    expect(called).toEqual([]);
  });
});

describe('many outcomes are counted', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => anAlert({ id: index + 12, lead: 12 }));

  test('all done', async () => {
    const { ask, shown } = stubDesk({ alerts: many });
    const reply = await ask('/ack 12*');
    expect(shown(reply)).toBe('Ana has 10,000 alerts.');
    expect(reply.data).toMatchObject({ outcomes: { length: 10_000 } });
  });

  test.each([
    [STATES.acknowledged, 'were taken already'],
    [STATES.resolvedByRule, 'were over already'],
    [STATES.firing, 'stayed as they were'],
  ])('some are as they were, some are not there', async (state, words) => {
    const outcomes: Outcome[] = many.map((alert, index) =>
      index < 3
        ? { kind: 'unchanged', alert: { ...alert, state }, why: 'Ben has it' }
        : { kind: 'done', alert },
    );
    const act = async () => [...outcomes, { kind: 'unknown', id: 5 }];
    const { answer } = stubDesk({ context: { alerts: { act } as never } });
    expect(await answer('/ack 12*')).toBe(
      `Ana has 9,997 alerts; 3 ${words}; 1 is not there.\n3 of them: Ben has it.`,
    );
  });

  test('nothing of it is open any more', async () => {
    const { answer } = stubDesk({ context: { alerts: { act: async () => [] } as never } });
    expect(await answer('/ack 12*')).toBe(
      'Nothing of that is open any more. /alerts lists the open ones.',
    );
  });
});

describe('notes and noise', () => {
  test.each([
    ['/note 12 it is the nightly job', 'note', { id: 12, text: 'it is the nightly job' }],
    ['/noise 12', 'noise', { id: 12, isNoise: true }],
    ['/noise #12 undo', 'noise', { id: 12, isNoise: false }],
  ])('%s', async (line, what, values) => {
    const { ask, called } = stubDesk();
    await ask(line, 'operator');
    expect(called).toEqual([{ what, with: values }]);
  });

  test('say what they did, and what is missing', async () => {
    const { answer } = stubDesk();
    expect(await answer('/note 12 x')).toBe('Ana noted on #12 Disk /var at 96 % on web-1.');
    expect(await answer('/noise 12')).toBe('Ana marked as noise: #12 Disk /var at 96 % on web-1.');
    expect(await answer('/note 12')).toContain('“text” is missing');
    expect(await answer('/noise 99')).toContain('There is no alert #99.');
  });
});

describe('/alert create', () => {
  test.each([
    [
      'disk is loud',
      { message: 'disk is loud', severity: 'warning', type: 'custom', target: null },
    ],
    [
      'critical web-1 disk is loud',
      { message: 'disk is loud', severity: 'critical', type: 'custom', target: 1 },
    ],
    [
      'target=web-2 type=security severity=error odd log-in',
      { message: 'odd log-in', severity: 'error', type: 'security', target: 2 },
    ],
  ])('%s', async (input, made) => {
    const { ask, called } = stubDesk();
    await ask(`/alert create ${input}`, 'operator');
    expect(called).toEqual([{ what: 'create', with: made }]);
  });

  test.each([
    [
      'create',
      'Say what is wrong. Write /alert create [severity] [target] [type=…] <what is wrong>.',
    ],
    ['create critical', 'Say what is wrong.'],
    ['create target=nope it burns', 'There is no target “nope”. Targets: web-1, web-2.'],
    ['12 deliveries', 'write history or delivery'],
    ['nope', 'write an alert id such as 12, or create'],
  ])('%s is refused', async (input, why) => {
    expect(await stubDesk().answer(`/alert ${input}`)).toContain(why);
  });
});

describe('roles are looked at for what changes something', () => {
  test.each<[string, Role, RegExp | null]>([
    ['/alert create it burns', 'viewer', /Only operators make alerts/],
    ['/alert 12', 'viewer', null],
    ['/rules', 'viewer', null],
    ['/rules test disk_full', 'viewer', null],
    ['/rules off disk_full', 'operator', /Only admins switch rules off/],
    ['/maintenance', 'viewer', null],
    ['/maintenance add x 1h all 0 3 * * *', 'operator', /Only admins add maintenance/],
    ['/config reload', 'operator', /is for the role admin/],
    ['/silence 12', 'viewer', /is for the role operator/],
    ['/silences', 'viewer', null],
    ['/note 12 x', 'viewer', /is for the role operator/],
    ['/noise 12', 'viewer', /is for the role operator/],
    ['/unack 12', 'viewer', /is for the role operator/],
  ])('%s as %s', async (line, role, refused) => {
    const { ask, shown, called } = stubDesk();
    const reply = await ask(line, role);
    expect(shown(reply)).toMatch(refused ?? /./);
    expect(reply.private).toBe(refused !== null);
    if (refused) expect(called).toEqual([]);
  });
});
