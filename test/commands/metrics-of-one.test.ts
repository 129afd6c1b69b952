import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import { actorOf, aTarget, NOON, openDesk, reading } from '../support/desk.ts';

const admin = actorOf('admin');

/** Two hours of a gauge on two disks and of a counter that begins anew once. */
async function measured() {
  const desk = await openDesk({
    targets: [aTarget({ name: 'web-1' }), aTarget({ name: 'web-2' })],
  });
  const { id } = desk.targetNamed('web-1');
  for (let minute = 120; minute >= 0; minute--) {
    const at = NOON - minute * MINUTE;
    const count = minute > 60 ? 1_000 + 10 * (120 - minute) : 10 * (60 - minute);
    await desk.samples.append(id, at, [
      reading('system.disk', 50, { mount: '/' }),
      reading('system.disk', 120 - minute, { mount: '/var' }),
      reading('requests', count),
    ]);
  }
  await desk.registered.register({ name: 'requests', type: 'counter' }, { id: 'x', name: 'X' });
  const answer = async (text: string, actor = admin) => desk.shown(await desk.ask(text, actor));
  return { ...desk, answer };
}

test('/metrics stats: figures of every series over a window', async () => {
  const { answer, ask } = await measured();
  const text = await answer('/metrics stats system.disk web-1 1h');
  expect(text).toContain('system.disk · last 1h');
  expect(text).toMatch(/Where +count +sum +mean +min +max +last +p50 +p95 +p99\n/);
  expect(text).toMatch(/web-1 mount=\/var +60 +.*90\.5 % +61 % +120 % +120 % +90\.5 % +117 %/);
  const { data } = await ask('/metrics stats disk_usage 1h target=web-1', admin);
  expect(data).toMatchObject({
    ...{ metric: 'system.disk', unit: 'percent', window: '1h', error: 0, incomplete: false },
    series: [
      { labels: { mount: '/' }, count: 60, mean: 50, max: 50 },
      { mean: 90.5, min: 61 },
    ],
  });
});

test('/metrics stats of a counter: its growth, also where it began anew', async () => {
  const { ask } = await measured();
  const { data } = await ask('/metrics stats requests 2h', admin);
  // 59 steps of 10 before, 0 where it began anew, 60 steps after.
  expect(data).toMatchObject({ series: [{ increase: 580 + 0 + 600, rate: 1_180 / 7_140 }] });
});

test('/metrics history: a picture, and step by step in the zone of whoever asks', async () => {
  const { answer, ask } = await measured();
  const text = await answer('/metrics history system.disk web-1 hours:2');
  expect(text).toContain('system.disk · last 2 h');
  expect(text).toMatch(/Until +mean +min +max +points\n/);
  expect(text).toMatch(/03-10 13:00 +50 % +50 % +50 % +\d/);
  expect(text).toContain('web-1 mount=/var');
  const { data } = await ask('/metrics history requests 2', admin);
  const [{ steps }] = (data as { series: [{ steps: { increase: number | null }[] }] }).series;
  expect(steps).toHaveLength(24);
  expect(steps.at(-1)?.increase).toBe(40);
});

test('where only whole hours are kept, figures go by whole hours and say so', async () => {
  const desk = await openDesk({ targets: [aTarget({ name: 'web-1' })] });
  const { id } = desk.targetNamed('web-1');
  const rows = Array.from({ length: 4 * 96 }, (_, quarter) => ({
    ...{ target: id, metric: 'system.disk', labels: {}, value: 40 },
    at: NOON - quarter * 15 * MINUTE,
  }));
  await desk.samples.ingest(rows);
  await desk.samples.settle();
  await desk.samples.prune(NOON - 2 * DAY);
  const stats = await desk.ask('/metrics stats system.disk 4000m', admin);
  expect(desk.shown(stats, 160)).toContain('begins at a full hour');
  // 66 of 66 2/3 hours.
  expect(stats.data).toMatchObject({ incomplete: true, series: [{ count: 66 * 4, last: 40 }] });
  const { data } = await desk.ask('/metrics history system.disk hours=70', admin);
  const [{ steps }] = (data as { series: [{ steps: { count: number }[] }] }).series;
  expect(data).toMatchObject({ incomplete: false });
  expect(steps.map(({ count }) => count)).toEqual(new Array(24).fill(12));
});

test('/metrics show is what /explain says', async () => {
  const { answer } = await measured();
  expect(await answer('/metrics show requests')).toBe(await answer('/explain requests'));
});

test.each([
  ['/metrics stats', /Write \/metrics stats <metric> \[target\]/],
  ['/metrics stats nothing', /There is no metric “nothing”/],
  ['/metrics stats system.swap', /Nobody has reported system\.swap/],
  ['/metrics stats system.disk 900d', /Write a window such as/],
  ['/metrics stats system.disk web-9', /no target “web-9”/],
  ['/metrics history system.disk hours=0', /write hours such as 24/],
  ['/metrics history system.disk 99999', /Write hours as a number/],
  ['/metrics show system.disk web-1 please', /do not know what “please” means/],
])('%s is refused', async (line, why) => {
  const { answer } = await measured();
  expect(await answer(line)).toMatch(why);
});

describe('a value by hand', () => {
  test('is stored, and rules see it', async () => {
    const rule = { severity: 'critical', when: "last('orders.open', '1h') > 5" } as const;
    const desk = await openDesk({
      targets: [aTarget({ name: 'web-1' })],
      rules: [
        {
          ...{ name: 'many', levels: [rule], for: 0, clear: null, clearFor: 0, cooldown: 0 },
          ...{ escalate: null, remind: null, type: 'custom', message: 'many', labels: {} },
          ...{ runbook: null, targets: null, channels: null },
        },
      ],
    });
    const text = desk.shown(
      await desk.ask('/metrics record orders.open 7.5 queue=mail', actorOf('operator')),
    );
    expect(text).toContain('orders.open of web-1 is 7.5 now.');
    const { id } = desk.targetNamed('web-1');
    const series = { metric: 'orders.open', labels: { queue: 'mail' } };
    const range = { from: NOON - HOUR, to: NOON + 1, limit: 10 };
    expect(await desk.samples.points(id, series, range)).toEqual([{ at: NOON, value: 7.5 }]);
    expect([...desk.alerting.book.open(null)]).toMatchObject([{ rule: 'many' }]);
  });

  test.each([
    ['/metrics record', /Write \/metrics record <metric> <value>/],
    ['/metrics record orders.open many', /“many” is no number\. Write \/metrics record/],
    ['/metrics record orders.open 1', /Say of which target it is. Targets: web-1, web-2/],
    ['/metrics record orders.open 1 web-9', /no target “web-9”/],
    ['/metrics record health_score 1 web-1', /is ours to measure/],
    ['/metrics record share 80 web-1', /a ratio is 0 to 1: write 0\.8, not 80/],
  ])('%s is refused', async (line, why) => {
    const { answer, registered } = await measured();
    await registered.register({ name: 'share', unit: 'ratio' }, { id: 'x', name: 'X' });
    expect(await answer(line)).toMatch(why);
  });

  test('is for operators', async () => {
    const { answer } = await measured();
    const text = await answer('/metrics record a 1 web-1', actorOf('viewer'));
    expect(text).toContain('Only operators record values.');
  });
});

describe('a metric that a person registers', () => {
  test('is known by its unit, and forgotten again', async () => {
    const { answer, live } = await measured();
    const text = await answer('/metrics register orders.ratio gauge ratio Orders that were filled');
    expect(text).toContain('orders.ratio is registered: gauge, ratio');
    expect(live.catalogue().find('orders.ratio')).toMatchObject({
      ...{ unit: 'ratio', type: 'gauge', explanation: 'Orders that were filled' },
    });
    expect(await answer('/explain orders.ratio')).toContain('Orders that were filled');
    expect(await answer('/rules test orders.ratio > 50')).toContain('a ratio is 0 to 1: write 0.5');
    expect(await answer('/metrics forget orders.ratio')).toContain('is forgotten');
    expect(await answer('/metrics forget orders.ratio')).toContain('Nobody registered');
  });

  test('other words for units are understood, and type and unit may be left out', async () => {
    const { answer, live } = await measured();
    await answer('/metrics register load.share % Share of the load');
    expect(live.catalogue().find('load.share')).toMatchObject({ unit: 'percent' });
    await answer('/metrics register free.text Just what it is');
    expect(live.catalogue().find('free.text')).toMatchObject({
      ...{ unit: 'none', explanation: 'Just what it is' },
    });
  });

  test('a rule that cannot hold any more is named', async () => {
    const when = 'orders.ratio < 80';
    const desk = await openDesk({
      rules: [
        {
          ...{ name: 'few', levels: [{ severity: 'warning', when }], for: 0, clear: null },
          ...{ clearFor: 0, cooldown: 0, escalate: null, remind: null, type: 'custom' },
          ...{ message: 'few', labels: {}, runbook: null, targets: null, channels: null },
        },
      ],
    });
    const reply = await desk.ask('/metrics register orders.ratio gauge ratio Filled', admin);
    expect(desk.shown(reply)).toContain('A rule cannot hold like this: few: a ratio is 0 to 1');
  });

  test.each([
    ['/metrics register', /Write \/metrics register <name>/],
    ['/metrics register x', /Say what it is.*Types: gauge/s],
    ['/metrics register system.cpu gauge ratio Busy', /system\.cpu is percent built in, not ratio/],
    ['/metrics register 1x gauge count Bad', /name: write a name/],
    [
      '/metrics register a.b gauge furlongs Nice thing',
      /“furlongs” is no unit: write one of percent/,
    ],
    ['/metrics register cpu_usage gauge percent Busy', /another name of system\.cpu/],
    ['/metrics forget system.cpu', /is built in or stands in tocsin\.yaml/],
  ])('%s is refused', async (line, why) => {
    const { answer } = await measured();
    expect(await answer(line)).toMatch(why);
  });

  test('is for admins', async () => {
    const { answer } = await measured();
    const operator = actorOf('operator');
    expect(await answer('/metrics register x gauge count X', operator)).toContain('Only admins');
    expect(await answer('/metrics forget requests', operator)).toContain('Only admins');
  });
});
