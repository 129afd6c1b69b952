import { expect, test } from 'vitest';
import type { Escalation } from '../../src/model/escalation.ts';
import { SECOND } from '../../src/model/time.ts';
import { aTimeline } from './by-time.ts';
import { aRule, fact } from './world.ts';

const CHAIN: Escalation = {
  name: 'quick',
  steps: [
    { after: 30 * SECOND, to: ['ops'] },
    { after: 20 * SECOND, to: ['@Ana'] },
  ],
  repeat: 0,
  ackExpires: null,
};

test('of alerts in one message every step is told, once for all of them', async () => {
  const rules = [aRule('system.cpu > 75'), aRule('system.memory > 75', { name: 'full' })];
  await using time = await aTimeline(rules, {
    gather: { groupWait: 30 * SECOND, groupBy: 'target' },
    escalations: { of: () => CHAIN, named: () => CHAIN, ackExpires: () => null },
    destinations: (name) => (name === '@Ana' ? [] : [name]),
  });
  await time.see(0, [fact('system.cpu', 80), fact('system.memory', 80)]);
  const heard: string[] = [];
  for (const second of [0, 30, 50, 90]) {
    await time.sweep(second / 60);
    const notes = (await time.heard('ops')).filter((one) => one.startsWith('note'));
    heard.push(...notes.map((one) => `${second} s ${one}`));
  }
  expect(heard).toEqual([
    '30 s note #1: escalated warning (step 1 of 2 to ops)',
    '50 s note #1: escalated warning (step 2 of 2 reaches nobody (@Ana))',
  ]);
});
