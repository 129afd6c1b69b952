import { describe, expect, test } from 'vitest';
import { SECOND } from '../../src/model/time.ts';
import { awayForAnHour, CHATS, OUTAGES } from './chat-outage.ts';

const EVERY = 80 * SECOND;

describe.each(CHATS)('an hour without $chat', (away) => {
  test.each(OUTAGES)(
    'that %s: nothing lost, in order, soon told',
    { timeout: 120_000 },
    async (outage) => {
      await awayForAnHour(away, outage, EVERY);
      expect.hasAssertions();
    },
  );
});
