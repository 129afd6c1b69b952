import { expect, test } from 'vitest';
import type { DescribedMetric } from '../../src/model/metric.ts';
import type { Rule } from '../../src/model/rule.ts';
import { DAY, MINUTE } from '../../src/model/time.ts';
import { thresholdReply } from '../../src/report/thresholds/text.ts';
import { actorOf, NOON, openDesk, reading } from '../support/desk.ts';
import { aRule } from './stub-context.ts';

/** The usual queue is 10 to 19 long; for half an hour each day it is 40. */
async function desk(rules: readonly Rule[], days = 5) {
  const opened = await openDesk({ rules: [...rules] });
  for (let at = NOON - days * DAY; at <= NOON; at += 10 * MINUTE) {
    const step = Math.round((at - NOON) / (10 * MINUTE)) + 10_000;
    const isHigh = step % 144 < 3;
    await opened.measured('web-1', at, [reading('queue.length', isHigh ? 40 : 10 + (step % 10))]);
  }
  opened.at(NOON);
  return opened;
}

const LONG = aRule({
  name: 'queue_long',
  levels: [{ severity: 'warning', when: 'queue.length > 15' }],
  for: 0,
  cooldown: 0,
  clear: 'queue.length < 13',
});

test('/thresholds suggest: a limit that is rare, what it would have done, and what the rule did', async () => {
  const opened = await desk([LONG]);
  const reply = await opened.ask('/thresholds suggest queue.length');
  const text = opened.shown(reply);
  expect(text).toContain('queue.length: above 40 for 5 min');
  expect(text).toContain('100 % of what 1 series measured in 5 days lie at or below it.');
  expect(text).toContain('In the last 7 days it would have fired 0 times.');
  expect(text).toMatch(
    /As it is, queue_long \(queue\.length > 15 at once\) would have fired \d+ times\. It did so \d+ times\./,
  );
  // The clear limit was 2 below, and stays so.
  expect(text).toContain(
    '/rules edit queue_long when=queue.length > 40 for=5m clear=queue.length < 38',
  );
  const [apply] = reply.blocks.flatMap((one) => (one.kind === 'buttons' ? one.buttons : []));
  expect(apply).toMatchObject({
    ...{ label: 'Apply', command: 'rules' },
    input: 'edit queue_long when=queue.length > 40 for=5m clear=queue.length < 38',
  });
  expect(reply.data).toMatchObject({ limit: 40, share: 1, fired: 0, rule: 'queue_long' });
});

test('what Apply does is for admins, as /rules is', async () => {
  const opened = await desk([], 4);
  const reply = await opened.ask('/thresholds suggest queue.length', actorOf('viewer'));
  const [apply] = reply.blocks.flatMap((one) => (one.kind === 'buttons' ? one.buttons : []));
  const pressed = `/${apply?.command} ${apply?.input}`;
  expect(opened.shown(await opened.ask(pressed, actorOf('viewer')))).toContain(
    '/rules add is for the role admin; you are viewer.',
  );
  const proposed = opened.shown(await opened.ask(pressed, actorOf('admin')));
  expect(proposed).toContain('when: queue.length > 40');
  expect(proposed).toContain('for: 5m');
});

test('without a rule a new one is proposed, of one target where one is named', async () => {
  const opened = await desk([]);
  const text = opened.shown(await opened.ask('/thresholds suggest queue.length web-1'));
  expect(text).toContain('No rule compares this with a number yet.');
  expect(text).toContain(
    '/rules add queue_length_suggested_web-1 when=queue.length > 40 for=5m target=web-1',
  );
});

test('a rule that judges other targets too is named, and left as it is', async () => {
  const opened = await desk([LONG]);
  const reply = await opened.ask('/thresholds suggest queue.length web-1');
  const text = opened.shown(reply);
  expect(text).toContain('As it is, queue_long');
  expect(text).toContain('It judges other targets too, so this would be a rule of web-1 alone.');
  expect(text).toContain('/rules add queue_length_suggested_web-1');
  expect(reply.data).toMatchObject({ rule: 'queue_long' });
});

test('where the advice is to leave it there is nothing to apply', async () => {
  const opened = await openDesk();
  const best = { limit: 40, share: 1, for: 5 * MINUTE, when: 'queue.length > 40', clear: null };
  const tried = [{ ...best, fired: 2, isCut: false }] as const;
  const view = { rule: LONG, targets: ['web-1'] };
  const reply = thresholdReply(
    {
      ...{ kind: 'suggested', best: tried[0], tried, direction: 'above', days: 5, count: 1 },
      present: { fired: 1, isCut: false, live: 1 },
    },
    {
      ...{ metric: { name: 'queue.length', unit: 'count' } as DescribedMetric, series: [] },
      ...{ view, judging: view, target: null, now: NOON, signal: new AbortController().signal },
    },
  );
  const text = opened.shown(reply);
  expect(text).toContain('leave it');
  expect(text).not.toContain('/rules edit');
  expect(text).toContain('/trend queue.length 7d');
  expect(reply.data).toMatchObject({ command: null });
});

test('two days are not enough data', async () => {
  const opened = await desk([], 2);
  expect(opened.shown(await opened.ask('/thresholds suggest queue.length'))).toContain(
    'queue.length: not enough data: 2 of 3 days',
  );
});

test('/thresholds names the rules that fired most', async () => {
  const opened = await desk([
    { ...LONG, levels: [{ severity: 'warning', when: 'system.cpu > 15' }] },
  ]);
  expect(opened.shown(await opened.ask('/thresholds'))).toContain('Of which metric?');
  await opened.measured('web-1', NOON + MINUTE, [reading('system.cpu', 50)]);
  opened.at(NOON + 4 * MINUTE);
  expect(opened.shown(await opened.ask('/thresholds'))).toContain('queue_long, of system.cpu: 1');
});

test.each([
  ['/thresholds suggest nope', 'There is no metric “nope”'],
  ['/thresholds suggest target.reachable', 'it has no limit'],
  ['/thresholds suggest system.cpu web-2', 'web-2 has reported no system.cpu.'],
])('%s: %s', async (line, text) => {
  const opened = await desk([], 0);
  expect(opened.shown(await opened.ask(line))).toContain(text);
});
