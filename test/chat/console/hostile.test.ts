import { describe, expect, test } from 'vitest';
import { renderForConsole, UNBROKEN } from '../../../src/chat/console/render.ts';
import { reply } from '../../../src/chat/reply.ts';
import { HIDDEN, HOSTILE_REPLIES, hostileBlocks } from '../../support/hostile.ts';

const SCREEN = { colour: false, zone: 'Europe/Berlin', now: Date.UTC(2026, 2, 10, 12) };

describe.each(HOSTILE_REPLIES)('hostile text %#', ({ text, reply: whole }) => {
  test.each([20, 80, 200])('moves and hides nothing (%i columns)', (width) => {
    for (const message of [whole, ...hostileBlocks(text).map((block) => reply([block]))]) {
      expect(renderForConsole(message, { ...SCREEN, width })).not.toMatch(HIDDEN);
    }
  });

  test.each(['heading', 'buttons', 'select'] as const)('keeps a %s on its line', (kind) => {
    const blocks = hostileBlocks(text).filter((block) => block.kind === kind);
    const shown = renderForConsole(reply(blocks), { ...SCREEN, width: UNBROKEN });
    expect(shown.split('\n')).toHaveLength(1);
  });
});
