import { describe, expect, test } from 'vitest';
import { SECOND } from '../../src/model/time.ts';
import { awayForAnHour, CHATS, OUTAGES } from '../notify/chat-outage.ts';

const EVERY = 4 * SECOND;

describe.each(CHATS)('an hour without $chat', (away) => {
  test.each(OUTAGES)('that %s: nothing lost, in order, soon told', async (outage) => {
    await awayForAnHour(away, outage, EVERY);
    expect.hasAssertions();
  });
});
