import { expect, test } from 'vitest';
import type { Rule } from '../../src/model/rule.ts';
import { RULE } from '../../src/presets/rule.ts';
import { busy, root } from '../support/busy-desk.ts';
import { aTarget, NOON, openDesk, reading } from '../support/desk.ts';

test('/explain: meaning, bands, values, trend, and who reads it', async () => {
  const { answer } = await busy();
  const text = await answer('/explain cpu_usage');
  expect(text).toMatch(/^● system\.cpu · CPU\nShare of all cores that was busy/);
  expect(text).toMatch(/Unit +percent, 100 is all\n/);
  expect(text).toMatch(/Type +gauge: goes up and down\n/);
  expect(text).toMatch(/Bands +warning > 75 %, critical > 90 %\n/);
  expect(text).toMatch(/Also called +cpu_usage, cpu_percent\n/);
  expect(text).toMatch(/web-1 +20 % +● good\nweb-2 +5 % +○ old\n/);
  expect(text).toMatch(/[▁█]+ {2}web-1, last 24 h: min 20 %, max 80 %/);
  expect(text).toMatch(/high_cpu +critical +system\.cpu > 90 +3 targets/);
  expect(text).toMatch(/CPU is busy +-5 +system\.cpu > 75 and system\.cpu <= 90 +base/);
  expect(text).toContain('/trend system.cpu 24h');
  expect(text).toContain('/rules show high_cpu');
});

test('/explain one target, the worst series first', async () => {
  const { answer } = await busy();
  const text = await answer('/explain system.disk WEB-1');
  expect(text).toMatch(/^■ system\.disk · Disk/);
  expect(text).toMatch(/One series per +mount/);
  expect(text).toMatch(/web-1 mount=\/var +97 % +■ critical\nweb-1 mount=\/ +60 % +● good/);
  expect(text).not.toContain('system.disk.inodes >');
  expect(text).toContain('/trend system.disk 24h target=web-1');
});

test('/explain what holds or does not', async () => {
  const { answer } = await busy();
  const text = await answer('/explain target.reachable');
  expect(text).toMatch(/Bands +critical when no/);
  expect(text).toMatch(/web-2 +no +■ critical\nweb-1 +yes +● good/);
});

test('the rules in force make the bands', async () => {
  const own: Rule = {
    ...RULE,
    name: 'own_cpu',
    type: 'custom',
    levels: [{ severity: 'critical', when: 'my.queue > 3' }],
    message: 'busy',
  };
  const targets = [aTarget({ name: 'sms', preset: 'sms-agent' })];
  const desk = await openDesk({ targets, rules: [own] });
  await desk.measured('sms', NOON, [
    reading('system.cpu', 85),
    reading('my.queue', 4, { name: 'mail' }),
  ]);
  const cpu = desk.shown(await desk.ask('/explain system.cpu'));
  expect(cpu).toMatch(/Bands +warning > 80 %, critical >= 98 %/);
  expect(cpu).toMatch(/sms +85 % +▲ warning/);
  const queue = desk.shown(await desk.ask('/explain my.queue'));
  expect(queue).toContain('A custom metric: it is reported, and nobody has said what it is.');
  expect(queue).toMatch(/sms name=mail +4 +■ critical/);
  expect(queue).toMatch(/own_cpu +critical +my\.queue > 3/);
  await desk.ask('/rules off own_cpu because', root);
  expect(desk.shown(await desk.ask('/explain my.queue'))).toContain('critical (off)');
});

test('figures over an hour have their own bands', async () => {
  const { answer } = await busy();
  const text = await answer('/explain response.total_ms');
  expect(text).toContain(
    'warning > 5 s, critical >= 6.3 s; average of 1 h: warning > 2 s, critical > 5 s; p95 of 1 h:',
  );
});

test('/explain on nothing, and of what nobody knows', async () => {
  const { answer } = await busy();
  expect(await answer('/explain cpu')).toBe(
    'There is no metric “cpu”. Did you mean system.cpu? /metrics lists them.',
  );
  expect(await answer('/explain qqqq')).toBe('There is no metric “qqqq”. /metrics lists them.');
  expect(await answer('/explain system.cpu nope')).toContain('There is no target “nope”.');
  expect(await answer('/explain self.online')).toContain('The monitor finds it of itself.');
  const none = await openDesk({ targets: [] });
  const text = none.shown(await none.ask('/explain system.cpu'));
  expect(text).toContain('Nobody reports it.\nNo rule and no score reads it.');
});

test('/explain for programs', async () => {
  const { ask } = await busy();
  const { data } = await ask('/explain memory_percent web-1');
  expect(data).toMatchObject({
    name: 'system.memory',
    unit: 'percent',
    type: 'gauge',
    category: 'system',
    aliases: ['memory_usage', 'memory_percent'],
    key: true,
    defined: true,
    bands: [
      { level: 'warning', of: 'value', operator: '>', limit: 80 },
      { level: 'critical', of: 'value', operator: '>', limit: 95 },
    ],
    series: [
      { target: 'web-1', labels: {}, value: 97, at: '2026-03-10T12:00:00.000Z', band: 'critical' },
    ],
    rules: [{ name: 'high_memory', targets: ['web-1', 'web-2', 'db'], on: true }],
    factors: [
      { policy: 'base', name: 'memory_critical', points: 15 },
      { policy: 'base', name: 'memory_warning', points: 5 },
    ],
  });
});
