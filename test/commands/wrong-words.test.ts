import { describe, expect, test } from 'vitest';
import { ANY } from '../../src/model/silence.ts';
import { DAY, MINUTE } from '../../src/model/time.ts';
import { anAlert, NOON, STATES } from '../report/alerts.ts';
import { aRule, stubDesk } from './stub-context.ts';

describe('/alert create', () => {
  test.each([
    ['crit disk is loud', '“crit” is no severity. Did you mean critical?'],
    ['warn disk is loud', 'Did you mean warning?'],
    ['critcal web-1 disk', 'Did you mean critical?'],
    ['EMERG fire', 'Did you mean emergency?'],
  ])('%s is asked back', async (input, why) => {
    const { answer, called } = stubDesk();
    expect(await answer(`/alert create ${input}`)).toContain(why);
    expect(called).toEqual([]);
  });

  test.each([
    ['errors in the log', 'warning'],
    ['mirror is stale', 'warning'],
    ['into the wall', 'warning'],
    ['critical crit level reached', 'critical'],
    ['web-1 crit level reached', 'warning'],
    ['text=Warning light is on', 'warning'],
  ])('%s is made', async (input, severity) => {
    const { ask, called } = stubDesk();
    await ask(`/alert create ${input}`);
    expect(called).toMatchObject([{ what: 'create', with: { severity } }]);
  });

  test('the type is only ever named, and everything says one order', async () => {
    const { ask, answer, called } = stubDesk();
    await ask('/alert create critical custom here text');
    expect(called).toMatchObject([{ with: { message: 'custom here text', type: 'custom' } }]);
    expect(await answer('/alert x')).toContain(
      'Usage: /alert <id> [view] [severity] [target=…] [type=…] [text]',
    );
    expect(await answer('/alert create')).toContain(
      '/alert create [severity] [target] [type=…] <what is wrong>',
    );
    expect(await answer('/help alert')).toContain('[severity] [target] [type] [text]');
  });
});

describe('sub-words that nothing is called by', () => {
  test.each([
    ['/maintenance frob', '“frob” is nothing to do here: write list, add or remove.'],
    ['/maintenance ad x 1h all 0 3 * * *', 'Did you mean add?'],
    [
      '/rules frob x',
      'There is no rule “frob”, and nothing to do of that name: write list, show, test, backtest',
    ],
    ['/rules tesst x', 'Did you mean test?'],
    ['/rules disk_full x', 'write list, show, test, backtest'],
  ])('%s', async (line, why) => {
    const { answer, called } = stubDesk();
    expect(await answer(line)).toContain(why);
    expect(called).toEqual([]);
  });
});

describe('/rules test asks back for a metric that nobody declared', () => {
  const metrics = ['system.processes', 'system.cpu'].map((name) => ({
    name,
    title: name,
    unit: 'count' as const,
  }));
  test.each([
    ['system.prcesses > 3', 'No metric is named system.prcesses: did you mean system.processes?'],
    ["count('system.cup', '2m') > 3", 'did you mean system.cpu?'],
    ['system.cpu > 3', null],
    ['shop.orders > 3', null],
    ['system.cpu > 3 and x == "system.cpux"', null],
    ['system.cpus > 3', null],
  ])('%s', async (text, hint) => {
    const reported = async () => [{ metric: 'system.cpus', labels: {} }];
    const series = { series: reported, points: async () => [] };
    const found = await stubDesk({ context: { metrics, series } }).answer(`/rules test ${text}`);
    if (hint === null) expect(found).not.toContain('did you mean');
    else expect(found).toContain(hint);
  });
});

describe('everything', () => {
  const all = { ...ANY, severity: 'critical' };
  test('/silence all hides all but emergencies, for a day at most, and says so', async () => {
    const { answer, called } = stubDesk();
    expect(await answer('/silence all 30m deploy')).toContain('Emergencies are told all the same.');
    expect(called).toEqual([
      { what: 'silence', with: { matcher: all, endsAt: NOON + 30 * MINUTE, reason: 'deploy' } },
    ]);
    const weaker = stubDesk();
    await weaker.ask('/silence all severity=warning 24h');
    expect(weaker.called).toMatchObject([
      { with: { matcher: { severity: 'warning' }, endsAt: NOON + DAY } },
    ]);
    const strong = stubDesk();
    await strong.ask('/silence ALL severity=emergency');
    expect(strong.called).toMatchObject([{ with: { matcher: { severity: 'critical' } } }]);
  });

  test.each([
    ['/silence all 30m', 'operator', 'Only admins silence everything'],
    ['/silence all 25h', 'admin', 'at most 24 h'],
    ['/silence all clear', 'admin', 'at most 24 h'],
    ['/maintenance add x 2d all now', 'admin', 'at most 24 h'],
  ] as const)('%s as %s is refused', async (line, role, why) => {
    const { answer, called } = stubDesk();
    expect(await answer(line, role)).toContain(why);
    expect(called).toEqual([]);
  });
});

describe('/maintenance add ... now', () => {
  test.each([
    ['web-1', { ...ANY, target: 'web-1' }],
    ['all', { ...ANY, severity: 'critical' }],
  ])('is a silence of %s that bears its name', async (what, matcher) => {
    const { answer, called } = stubDesk();
    const text = await answer(`/maintenance add backup 30m ${what} now`);
    expect(text).toContain('once, as a silence');
    expect(text).toContain('/unsilence 7');
    const endsAt = NOON + 30 * MINUTE;
    expect(called).toEqual([{ what: 'silence', with: { matcher, endsAt, reason: 'backup' } }]);
  });
});

describe('/ack', () => {
  test('warns when any of several failed', async () => {
    expect((await stubDesk().ask('/ack 12 999')).tone).toBe('warning');
    expect((await stubDesk().ask('/ack 12')).tone).toBe('good');
  });

  test('suggests only what nobody has', async () => {
    const alerts = [
      anAlert(),
      anAlert({ id: 13, state: STATES.acknowledged }),
      anAlert({ id: 14, state: STATES.pending }),
    ];
    const found = await stubDesk({ alerts }).complete('ack', 'ids', '');
    expect(found.map(({ value }) => value)).toEqual(['12']);
  });
});

test('how long it must be clear is part of what a rule says', async () => {
  const rules = (more: object) => [
    { rule: aRule({ clearFor: 30_000, ...more }), targets: ['web-1'], off: null, open: 1 },
  ];
  expect(await stubDesk({ rules: rules({}) }).answer('/why 12')).toContain(
    'It clears when that holds no more for 30 s.',
  );
  expect(
    await stubDesk({ rules: rules({ clear: 'system.disk < 90' }) }).answer('/why 12'),
  ).toContain('It clears when system.disk < 90 for 30 s.');
});
