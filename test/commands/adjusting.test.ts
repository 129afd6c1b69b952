import { describe, expect, test } from 'vitest';
import { ANY } from '../../src/model/silence.ts';
import { HOUR } from '../../src/model/time.ts';
import { NOON } from '../report/alerts.ts';
import { aRule, aSilence, stubDesk } from './stub-context.ts';

describe('/maintenance', () => {
  const window = {
    name: 'backup',
    at: '0 3 * * 0',
    zone: 'Europe/Berlin',
    duration: 2 * HOUR,
    matcher: { ...ANY, target: 'web-1' },
    by: null,
    activeUntil: null,
    next: NOON + 5 * HOUR,
  };
  const windows = [
    window,
    {
      ...window,
      name: 'deploy',
      matcher: ANY,
      by: { id: 'x', name: 'Ben' },
      activeUntil: NOON + HOUR,
    },
  ];

  test('the open ones first, and when the others come', async () => {
    expect(await stubDesk({ windows }).answer('/maintenance')).toBe(
      [
        '● 2 maintenance windows, 1 open now',
        'deploy: open now, until 2026-03-10 14:00; every alert for 2 h at 0 3 * * 0 (Europe/Berlin), by Ben',
        'backup: next 2026-03-10 18:00 (in 5 h); every alert on web-1 for 2 h at 0 3 * * 0 (Europe/Berlin), from the configuration',
        'data just now',
      ].join('\n'),
    );
    expect(await stubDesk().answer('/maintenance list')).toContain(
      '/maintenance add backup 2h web-1',
    );
  });

  test.each([
    ['backup 2h web-1 0 3 * * 0', { ...ANY, target: 'web-1' }],
    ['backup 2h disk_full 0 3 * * 0', { ...ANY, rule: 'disk_full' }],
    ['backup 2h all 0 3 * * 0', ANY],
  ])('add %s', async (input, matcher) => {
    const { answer, called } = stubDesk();
    expect(await answer(`/maintenance add ${input}`)).toContain(
      'Maintenance backup: nobody is told',
    );
    const { activeUntil: _, next: __, ...made } = { ...window, matcher };
    expect(called).toMatchObject([
      { what: 'maintenance.add', with: { ...made, by: { name: 'Ana' } } },
    ]);
  });

  test.each([
    ['add backup', 'Write /maintenance add <name> <how long>'],
    ['add backup soon web-1 0 3 * * 0', '“soon” is no length of time'],
    ['add backup 0m web-1 0 3 * * 0', '“0m” is no length of time'],
    ['add backup 2h nope 0 3 * * 0', '“nope” is no alert, target or rule.'],
    ['add backup 2h 12 0 3 * * 0', '“12” is no target and no rule.'],
    ['add backup 2h web-1 daily', '“daily” is no calendar.'],
    ['remove', 'Write /maintenance remove <name>.'],
    ['remove nope', 'There is no maintenance “nope”.'],
  ])('%s is refused', async (input, why) => {
    expect(await stubDesk({ windows }).answer(`/maintenance ${input}`)).toContain(why);
  });

  test('remove', async () => {
    const { answer, complete } = stubDesk({ windows });
    expect(await answer('/maintenance remove backup')).toContain('Maintenance backup is removed');
    expect((await complete('maintenance', 'name', 'dep')).map(({ value }) => value)).toEqual([
      'deploy',
    ]);
    expect((await complete('maintenance', 'what', 'all')).map(({ value }) => value)).toEqual([
      'all',
    ]);
  });
});

describe('/rules', () => {
  const off = { rule: 'high_cpu', by: { id: 'x', name: 'Ben' }, at: NOON, reason: 'too loud' };
  const rules = [
    { rule: aRule(), targets: ['web-1', 'web-2'], off: null, open: 2 },
    {
      rule: aRule({ name: 'high_cpu', type: 'performance', escalate: HOUR, for: 0 }),
      targets: ['web-1'],
      off,
      open: 0,
    },
  ];

  test('list: by type, with those that are off', async () => {
    const text = await stubDesk({ rules }).answer('/rules');
    expect(text).toContain('2 rules, 1 off, 2 open alerts');
    expect(text).toMatch(
      /performance\n.*\nhigh_cpu +critical +0 +1 +off by Ben\nresource\n.*\ndisk_full/,
    );
    expect(await stubDesk({ rules: [] }).answer('/rules')).toContain('There are no rules.');
  });

  test('show: all that it says', async () => {
    const { answer } = stubDesk({ rules });
    const text = await answer('/rules show HIGH_CPU');
    expect(text).toContain('Off by Ben: too loud');
    expect(text).toContain('Rule high_cpu: critical when system.disk > 95, at once.');
    expect(text).toMatch(/Escalates after +1 h/);
    expect(await answer('/rules high_cpu')).toBe(text);
    expect(await answer('/rules show hihg_cpu')).toBe(
      'There is no rule “hihg_cpu”. Did you mean high_cpu?',
    );
    expect(await answer('/rules off')).toBe('Write /rules off <name>. /rules lists them.');
  });

  test.each([
    ['test disk_full', { text: 'disk_full', target: null }],
    ['test system.cpu > 90 and x < 5', { text: 'system.cpu > 90 and x < 5', target: null }],
    ['test system.cpu > 90 target=web-1', { text: 'system.cpu > 90', target: 'web-1' }],
    ['test target=web-2 disk_full', { text: 'disk_full', target: 'web-2' }],
  ])('%s', async (input, asked) => {
    const { answer, called } = stubDesk({ rules });
    expect(await answer(`/rules ${input}`)).toContain('No target has what it asks for.');
    expect(called).toEqual([{ what: 'rules.test', with: asked }]);
  });

  test('test: metric, value, threshold and result of each series', async () => {
    const evidence = { metric: 'system.disk', value: 96, operator: '>', limit: 95 };
    const ruleDesk = {
      list: async () => rules,
      test: async (text: string) =>
        text === 'bad >'
          ? { tests: [], problem: 'character 5: nothing follows' }
          : {
              tests: [
                { target: 'web-2', labels: {}, value: false, severity: null, evidence },
                {
                  target: 'web-1',
                  labels: { mount: '/var' },
                  value: true,
                  severity: 'critical',
                  evidence,
                },
                {
                  target: 'db',
                  labels: {},
                  value: 'unknown',
                  severity: null,
                  evidence: { ...evidence, value: null },
                },
              ],
              problem: null,
            },
    };
    const { answer, ask } = stubDesk({ rules, context: { ruleDesk: ruleDesk as never } });
    const rows = (await answer('/rules test disk_full')).split('\n');
    expect(rows[0]).toContain('disk_full: fires for 1 of 3 series, 1 unknown');
    expect(rows[2]).toMatch(/^web-1 mount=\/var +system.disk +96 % +> 95 % +fires: critical/);
    expect(rows[3]).toMatch(/^db +system.disk +- +> 95 % +unknown/);
    expect(rows[4]).toMatch(/^web-2 +system.disk +96 % +> 95 % +ok/);
    expect((await ask('/rules test disk_full')).data).toMatchObject({
      tests: [{ metric: 'system.disk', value: 96, threshold: 95, severity: 'critical' }, {}, {}],
    });
    expect(await answer('/rules test bad >')).toBe(
      '“bad >” cannot be tested: character 5: nothing follows',
    );
    expect(await answer('/rules test disk_full target=nope')).toContain(
      'There is no target “nope”.',
    );
  });

  test('off and on', async () => {
    const { answer, called } = stubDesk({ rules });
    expect(await answer('/rules off disk_full it is too loud')).toBe(
      'Rule disk_full is off until /rules on disk_full. Its 2 open alerts end.',
    );
    expect(await answer('/rules on high_cpu')).toBe('Rule high_cpu is on again.');
    expect(await answer('/rules on disk_full')).toBe('Rule disk_full is on already.');
    expect(called[0]?.with).toEqual({ rule: 'disk_full', on: false, reason: 'it is too loud' });
  });

  test('suggests rules', async () => {
    const found = await stubDesk({ rules }).complete('rules', 'name', 'cpu');
    expect(found).toEqual([{ value: 'high_cpu', label: 'high_cpu' }]);
  });
});

describe('/config', () => {
  const withReload = (outcome: object) =>
    stubDesk({
      context: { config: { reload: async () => outcome, show: async () => null } as never },
    });

  test('show', async () => {
    const text = await stubDesk().answer('/config');
    expect(text).toMatch(/zone +Europe\/Berlin/);
    expect(text).toMatch(/targets +2: web-1, web-2/);
  });

  test.each([
    [
      {
        kind: 'applied',
        changes: [
          { kind: 'added', what: 'target web-2', detail: '' },
          { kind: 'removed', what: 'rule x', detail: '' },
          { kind: 'changed', what: 'rule y', detail: 'for: 5 min → 10 min' },
        ],
        restart: ['DATABASE_URL'],
      },
      '● Configuration loaded: 3 changes\n+ target web-2\n- rule x\n~ rule y: for: 5 min → 10 min\nNeeds a restart: DATABASE_URL.',
    ],
    [
      { kind: 'applied', changes: [], restart: [] },
      'The configuration is as it was: nothing to change.',
    ],
    [
      { kind: 'refused', problems: ['rules.0.when: write an expression', 'targets: too many'] },
      '■ The configuration was not loaded: the old configuration stays\nrules.0.when: write an expression\ntargets: too many',
    ],
    [
      { kind: 'unconfirmed', changes: [{ kind: 'removed', what: 'target web-1', detail: '' }] },
      '▲ Something that is watched would go\n- target web-1\nNothing was changed yet. Say /config reload confirm to do it.\n/config reload confirm',
    ],
  ])('reload %#', async (outcome, text) => {
    expect(await withReload(outcome).answer('/config reload')).toBe(text);
  });
});

test('a silence of an alert is said by what the alert is', async () => {
  const silences = [aSilence({ matcher: { ...ANY, rule: 'r', fingerprint: 'r/1/' } })];
  expect(await stubDesk({ silences }).answer('/silences')).toContain('#3 r by Ana');
});
