import { expect, test } from 'vitest';
import { MINUTE } from '../../src/model/time.ts';
import { targetReply, targetsReply } from '../../src/report/target-text.ts';
import { aTarget } from '../store/fixtures.ts';

const target = { id: 1, ...aTarget({ name: 'web-1' }) };

test.each([
  { ok: false, waits: 2 * MINUTE, says: 'failed, tries again in 2 min' },
  { ok: false, waits: Number.POSITIVE_INFINITY, says: 'tries again when its host key is expected' },
  { ok: false, waits: null, says: 'failed 1 s ago' },
  { ok: true, waits: 2 * MINUTE, says: 'ok 1 s ago' },
])('a round that ended ok=$ok with $waits ms to wait: $says', ({ ok, waits, says }) => {
  const row = { target, last: { at: 0, ok, detail: 'no' }, waits };
  for (const reply of [targetsReply([row], 1_000), targetReply(row, 1_000)]) {
    expect(JSON.stringify(reply.blocks)).toContain(says);
  }
});
