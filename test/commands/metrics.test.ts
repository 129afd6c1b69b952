import { expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../src/model/time.ts';
import { busy } from '../support/busy-desk.ts';
import { ana, aTarget, NOON, openDesk, place, reading } from '../support/desk.ts';

test('/metrics: by category, key metrics first, each with its worst series', async () => {
  const { answer } = await busy();
  const text = await answer('/metrics');
  expect(text).toMatch(/^● 6 metrics on 3 targets\nhealth\nMetric +Now +Unit +Band +Age +Where\n/);
  expect(text).toMatch(/★ health\.score +65 +points +● good +0 s +web-1 \+1\n/);
  expect(text).toMatch(/★ target\.reachable +no +yes\/no +■ critical +0 s +web-2 \+1\n/);
  expect(text).toMatch(/★ system\.cpu +20 % +percent +● good +0 s +web-1 \+1\n/);
  expect(text).toMatch(/★ system\.disk +97 % +percent +■ critical +0 s +web-1 mount=\/var \+1\n/);
  expect(text.indexOf('★ system.disk')).toBeLessThan(text.indexOf('system.disk.inodes'));
  expect(text).toMatch(
    /\d+ more are known and reported by nobody \([^)]+ \.\.\.\): \/explain with a name/,
  );
  expect(text).not.toContain('budget.');
  expect(text).not.toContain('self.');
});

test.each([
  '/metrics web-1 system',
  '/metrics SYSTEM web-1',
  '/metrics target=web-1 category=system',
])('%s narrows', async (line) => {
  const { answer } = await busy();
  const text = await answer(line);
  expect(text).toContain('● 4 metrics of system on web-1');
  expect(text).not.toContain('health.score');
});

test('/metrics says what it does not know', async () => {
  const { answer } = await busy();
  const known = 'Targets: db, web-1, web-2. Categories: health, system, network, application';
  expect(await answer('/metrics zz')).toContain(`“zz” is no target and no category. ${known}`);
  expect(await answer('/metrics web-1 web-2')).toContain('“web-2” is no target and no category.');
  expect(await answer('/metrics page=2')).toBe('There is no page 2: 1 page in all.');
  expect(await answer('/metrics page=0')).toContain('write a page such as 2');
});

test('/metrics names what rules need and nobody reports, and what is old', async () => {
  const desk = await openDesk({ targets: [aTarget({ name: 'shop', preset: 'trading-platform' })] });
  await desk.measured('shop', NOON - 2 * HOUR, [reading('data.gaps', 11)]);
  await desk.measured('shop', NOON, [
    reading('orders.success_rate', 0.79),
    reading('system.memory', 91),
    reading('my.own', 1.5, { zone: 'a' }),
  ]);
  const text = desk.shown(await desk.ask('/metrics shop'));
  expect(text).toMatch(/data\.gaps +11 +count +○ old +2 h +-\n/);
  expect(text).toMatch(/★ orders\.success_rate +79 % +ratio +▲ warning +0 s +-\n/);
  // The rule of its preset, not the usual limit of 95.
  expect(text).toMatch(/★ system\.memory +91 % +percent +■ critical/);
  expect(text).toMatch(/custom\n.*\n *my\.own +1\.5 +- +- +0 s +zone=a\n/);
  expect(text).toMatch(
    /Rules or the score need what nobody reports: system\.cpu, .*systemd\.failed/,
  );
  expect(text).not.toMatch(/need what nobody reports: [^\n]*system\.load1/);
});

test('/metrics of what tells by itself misses no figures of a host', async () => {
  const shop = aTarget({ name: 'shop', kind: 'push', preset: 'trading-platform' });
  const desk = await openDesk({ targets: [shop] });
  await desk.measured('shop', NOON, [reading('orders.success_rate', 0.9)]);
  const text = desk.shown(await desk.ask('/metrics shop'));
  expect(text).toMatch(/need what nobody reports: [^\n]*api\.up/);
  expect(text).not.toMatch(/need what nobody reports: [^\n]*system\./);
});

test('/metrics with a metric shows it', async () => {
  const { answer } = await busy();
  expect(await answer('/metrics system.disk web-1')).toBe(
    await answer('/metrics show system.disk web-1'),
  );
});

test('/explain says whose picture it shows when there are several', async () => {
  const { answer } = await busy();
  expect(await answer('/explain system.disk web-1')).toContain('web-1 mount=/var, last 24 h: min');
});

test('/metrics in pages when there are hundreds', async () => {
  const desk = await openDesk({ targets: [aTarget({ name: 'big' })] });
  const many = Array.from({ length: 300 }, (_, index) => reading(`own.m${index}`, index));
  await desk.measured('big', NOON, [...many, reading('system.cpu', 95)]);
  const first = await desk.ask('/metrics big');
  expect(desk.shown(first)).toContain('303 metrics on big (page 1 of 13)');
  expect(first.blocks).toContainEqual({
    kind: 'buttons',
    buttons: [{ label: 'Next', tone: 'plain', command: 'metrics', input: 'target=big page=2' }],
  });
  expect(first.blocks).toContainEqual(
    expect.objectContaining({
      kind: 'select',
      options: expect.arrayContaining([{ label: 'custom', input: 'target=big category=custom' }]),
    }),
  );
  const last = desk.shown(await desk.ask('/metrics target=big page=13'));
  expect(last).toMatch(/page 13 of 13[\s\S]*own\.m99/);
});

test('/metrics on nothing', async () => {
  const none = await openDesk({ targets: [] });
  expect(none.shown(await none.ask('/metrics'))).toContain('No targets are watched.');
  const fresh = await openDesk();
  const text = fresh.shown(await fresh.ask('/metrics'));
  expect(text).toContain('Nothing was measured yet');
  expect(text).toContain('Rules or the score need what nobody reports: system.cpu, system.memory');
});

test('/metrics for programs', async () => {
  const { ask } = await busy();
  const { data } = await ask('/metrics web-1 system');
  expect(data).toMatchObject({
    target: 'web-1',
    category: 'system',
    page: 1,
    pages: 1,
    total: 4,
    metrics: expect.arrayContaining([
      {
        metric: 'system.disk',
        title: 'Disk',
        category: 'system',
        type: 'gauge',
        unit: 'percent',
        key: true,
        series: 2,
        target: 'web-1',
        labels: { mount: '/var' },
        value: 97,
        at: '2026-03-10T12:00:00.000Z',
        band: 'critical',
      },
    ]),
    unreported: expect.arrayContaining([
      { metric: 'system.swap', category: 'system', wanted: false },
    ]),
  });
  const second = await ask('/metrics web-2 health');
  expect(second.data).toMatchObject({ metrics: [{ band: 'old' }, { value: false }] });
});

test('categories and metrics are suggested', async () => {
  const { desk, measured } = await busy();
  await measured('web-1', NOON + MINUTE, [reading('own.thing', 1)]);
  const complete = (name: string, argument: string, typed: string) => {
    const signal = AbortSignal.timeout(20_000);
    return desk.complete({ name, input: '', argument, typed, actor: ana, place, signal });
  };
  expect(await complete('metrics', 'category', 'sys')).toEqual([
    { value: 'system', label: 'system' },
  ]);
  expect(await complete('metrics', 'category', 'cust')).toHaveLength(1);
  expect(await complete('explain', 'metric', 'cpu_us')).toEqual([
    { value: 'system.cpu', label: 'system.cpu, cpu_usage, cpu_percent: CPU' },
  ]);
  expect(await complete('explain', 'metric', 'own')).toContainEqual({
    value: 'own.thing',
    label: 'own.thing',
  });
  const all = await complete('explain', 'metric', '');
  expect(all).toHaveLength(25);
  expect(all[0]?.value).toBe('system.cpu');
});
