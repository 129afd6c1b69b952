import { expect, test } from 'vitest';
import { targetReply, targetsReply } from '../../src/report/target-text.ts';
import { aTarget } from '../store/fixtures.ts';

const target = { id: 1, ...aTarget({ name: 'web-1' }) };
const probes = [
  { name: 'jobs', trouble: null },
  { name: 'stats', trouble: '/stats answered 500' },
];

test('a probe that does not work is said once, with what is wrong', () => {
  for (const reply of [
    targetsReply([{ target, last: null, probes }], 0),
    targetReply({ target, last: null, probes }, 0),
  ]) {
    const text = JSON.stringify(reply.blocks);
    expect(text.match(/web-1: stats/g)).toHaveLength(1);
    expect(text).toContain('/stats answered 500');
    expect(text).not.toContain('jobs');
    expect(JSON.stringify(reply.data)).toContain(
      '"troubled_probes":[{"probe":"stats","trouble":"/stats answered 500"}]',
    );
  }
});

test('nothing is said when all work', () => {
  const reply = targetsReply([{ target, last: null, probes: probes.slice(0, 1) }], 0);
  expect(JSON.stringify(reply)).not.toContain('probe');
});
