import { expect, test } from 'vitest';
import { MINUTE } from '../../src/model/time.ts';
import { aTarget, NOON, openDesk, reading } from '../support/desk.ts';

/** An outage longer than any window that a rule looks back on. */
const AWAY = 40 * MINUTE;

test.each([
  { metric: 'container.new_restarts', labels: { name: 'worker' }, rule: 'container_restarted' },
  { metric: 'container.new_oom_kills', labels: { name: 'worker' }, rule: 'container_oom' },
  { metric: 'log.new_errors', labels: { log: 'app' }, rule: 'log_error_burst' },
])(
  'what happened while a target was away is found after it: $rule',
  async ({ metric, labels, rule }) => {
    const { measured, missed, alerting } = await openDesk({
      targets: [aTarget({ name: 'bot', preset: 'calls-bot', interval: 5 * MINUTE })],
    });
    const rules = () => [...alerting.book.open(null)].map((one) => one.rule);
    await measured('bot', NOON, [reading(metric, 0, labels)]);
    await missed('bot', NOON + 5 * MINUTE);
    expect(rules()).not.toContain(rule);
    await measured('bot', NOON + AWAY, [reading(metric, 20, labels)]);
    expect(rules()).toContain(rule);
  },
);
