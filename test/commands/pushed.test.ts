import { expect, test } from 'vitest';
import { NOON, openDesk, reading } from '../support/desk.ts';

test.each(['/incidents', '/incidents 7d web-1', '/uptime', '/uptime shop', '/check'])(
  '%s, where checks come by push alone, says what shows them',
  async (asked) => {
    const desk = await openDesk();
    const before = desk.shown(await desk.ask(asked));
    expect(before).not.toContain('by push');
    await desk.measured('web-1', NOON, [reading('check.up', 1, { name: 'shop' })]);
    expect(desk.shown(await desk.ask(asked))).toContain(
      'These come by push: shop. /alerts, /perf and /chart check.up show them.',
    );
    expect(desk.shown(await desk.ask('/incidents web-2'))).toContain('No check of web-2 failed');
  },
);
