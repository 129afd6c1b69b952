import { expect, test } from 'vitest';
import { isAgeDue, isDue, looked, NEW_PACE } from '../../src/chat/board-pace.ts';
import { MINUTE, SECOND } from '../../src/model/time.ts';

const NOW = 1_000 * MINUTE;
const ago = (seconds: number) => NOW - seconds * SECOND;
const pace = (more: Partial<typeof NEW_PACE>) => ({ ...NEW_PACE, news: 'a', ...more });

test.each([
  { name: 'one that was never looked at is', of: NEW_PACE, news: '', due: true },
  { name: 'with nothing new it waits', of: pace({ lookedAt: ago(14) }), news: 'a', due: false },
  { name: 'after 15 s values may be new', of: pace({ lookedAt: ago(15) }), news: 'a', due: true },
  { name: 'an alert is shown at once', of: pace({ lookedAt: ago(1) }), news: 'b', due: true },
  {
    name: 'an alert 3 s after an edit for another one waits, since that was one within a minute',
    of: pace({ lookedAt: ago(3), edits: [ago(3)], newsEdits: [ago(3)] }),
    news: 'b',
    due: false,
  },
  {
    name: 'an alert 4 s after the only edit is shown',
    of: pace({ lookedAt: ago(4), edits: [ago(4)], newsEdits: [ago(4)] }),
    news: 'b',
    due: true,
  },
  {
    name: 'an alert waits two seconds, however often values were edited',
    of: pace({ lookedAt: ago(2), edits: [ago(47), ago(32), ago(17), ago(2)] }),
    news: 'b',
    due: true,
  },
  {
    name: 'ten edits within a minute are enough for anything',
    of: pace({ lookedAt: ago(20), edits: Array.from({ length: 10 }, (_, i) => ago(50 - i)) }),
    news: 'b',
    due: false,
  },
  {
    name: 'in a storm it waits as long as in calm times',
    of: pace({
      lookedAt: ago(14),
      ...{ edits: [ago(50), ago(40), ago(30), ago(14)], newsEdits: [ago(50), ago(40), ago(14)] },
    }),
    news: 'b',
    due: false,
  },
  {
    name: 'what the chat asks for holds in any case',
    of: pace({ notBefore: NOW + 1 }),
    news: 'b',
    due: false,
  },
])('$name', ({ of, news, due }) => {
  expect(isDue(of, news, NOW)).toBe(due);
});

test('a storm that lasts makes at most seven edits a minute', () => {
  let now = 0;
  let one = looked(NEW_PACE, { news: '', now, isEdited: true });
  const edits: number[] = [];
  for (; now < 10 * MINUTE; now += SECOND) {
    if (!isDue(one, String(now), now)) continue;
    one = looked(one, { news: String(now), now, isEdited: true });
    edits.push(now);
  }
  for (const at of edits) {
    expect(edits.filter((two) => two >= at && two < at + MINUTE).length).toBeLessThanOrEqual(7);
  }
});

test('values that change all the time make no alert wait, however long that goes on', () => {
  let one = looked(NEW_PACE, { news: '', now: 0, isEdited: true });
  let now = 0;
  for (; now < 10 * MINUTE; now += SECOND) {
    if (isDue(one, '', now)) one = looked(one, { news: '', now, isEdited: true });
  }
  const last = one.edits.at(-1) ?? 0;
  expect(isDue(one, 'a', last + 2 * SECOND)).toBe(true);
});

test.each([
  { edits: [], due: true },
  { edits: [ago(59)], due: false },
  { edits: [ago(90), ago(60)], due: true },
])('ages alone are brought up to date once a minute: $edits', ({ edits, due }) => {
  expect(isAgeDue(pace({ edits }), NOW)).toBe(due);
});
