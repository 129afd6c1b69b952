import { expect, test } from 'vitest';
import type { Rule } from '../../src/model/rule.ts';
import { aRule, stubDesk } from './stub-context.ts';

function desk(more: Partial<Rule> = {}) {
  const metrics = [
    { name: 'system.disk', title: 'Disk', unit: 'percent', explanation: 'Full disks stop writes.' },
    { name: 'system.cpu', title: 'CPU', unit: 'percent', explanation: 'Busy.' },
  ] as const;
  const rules = [{ rule: aRule(more), targets: ['web-1'], off: null, open: 0 }];
  return stubDesk({ rules, context: { metrics } });
}

test('a runbook is a link or a sentence, with what the rule and its metrics say', async () => {
  const linked = desk({ runbook: 'https://wiki.example.com/disk' });
  const text = await linked.answer('/runbook DISK_FULL', 'viewer');
  expect(text).toContain('Runbook of disk_full');
  expect(text).toContain('https://wiki.example.com/disk');
  expect(text).toContain('critical when system.disk > 95');
  expect(text).toContain('Disk: Full disks stop writes.');
  expect(text).not.toContain('Busy.');
  expect(await desk({ runbook: 'Empty /tmp' }).answer('/runbook rule=disk_full')).toContain(
    'Empty /tmp',
  );
});

test('where there is none it says how an admin writes one', async () => {
  expect(await desk().answer('/runbook disk_full')).toContain(
    '/rules edit disk_full runbook=https://wiki.example.com/disk_full',
  );
  expect(await desk().answer('/runbook disk_full', 'viewer')).toContain('an admin can');
  expect(await desk().answer('/runbook disk_ful')).toBe(
    'There is no rule “disk_ful”. Did you mean disk_full?',
  );
});

test.each([
  ['a.b > 100', 'a.b >= 125', 'critical is derived: a quarter above the limit.'],
  ['a.b > 80', 'a.b >= 98', 'critical is derived: a quarter above the limit, at most 98 %.'],
  ['a.b > 80', 'a.b >= 95', null],
  ['a.b > 100', 'a.b > 125', null],
])('/rules show says of %s and %s whether the second is derived', async (first, second, says) => {
  const { answer } = desk({
    levels: [
      { severity: 'warning', when: first },
      { severity: 'critical', when: second },
    ],
  });
  const text = await answer('/rules show disk_full');
  if (says === null) expect(text).not.toContain('derived');
  else expect(text).toContain(says);
});
