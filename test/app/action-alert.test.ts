import { describe, expect, test } from 'vitest';
import { openActing } from '../../src/app/acting.ts';
import { cardMaker } from '../../src/app/cards.ts';
import type { Button } from '../../src/chat/reply.ts';
import { localHost } from '../../src/collect/collectors/local-host.ts';
import { openLog } from '../../src/log/log.ts';
import type { SafeAction } from '../../src/model/action.ts';
import { MINUTE, SECOND } from '../../src/model/time.ts';
import { aTarget, NOON, place } from '../support/desk.ts';
import { acting } from './acting.ts';
import { ANA, anAction } from './action-world.ts';

/** A desk whose target web-1 has one action, done on this machine; a round a minute keeps it in sight. */
async function desk(more: Partial<SafeAction> = {}) {
  const action = anAction({ rules: ['disk_high'], after: 10 * MINUTE, ...more });
  const targets = [aTarget({ name: 'web-1', actions: [action] }), aTarget({ name: 'web-2' })];
  const world = await acting({ targets });
  const host = localHost('web-1');
  const parts = { live: world.live, alerting: world.alerting, store: world.store };
  const log = openLog({ level: 'silent', secrets: [], file: null, show: null });
  const own = openActing({
    ...{ ...parts, clock: { now: world.clock.now, monotonic: () => performance.now() }, log },
    ...{ queued: () => {}, chats: () => [], host: () => host },
  });
  const { id: target } = world.targetNamed('web-1');
  return {
    ...world,
    own,
    /** Lets what is due begin, and waits for its end. */
    async due(): Promise<readonly string[]> {
      await own.once();
      const all = () => world.store.actions.list({ target, action: null }, 20);
      await expect
        .poll(async () => (await all()).some(({ state }) => state === 'running'))
        .toBe(false);
      return (await all()).map(({ state }) => state);
    },
    async acted(id: number): Promise<readonly string[]> {
      const found = await world.store.alerts.get(id);
      const events = found?.events ?? [];
      return events
        .filter(({ kind }) => kind === 'acted')
        .map(({ by, detail }) => `${by.name}: ${detail}`);
    },
    async card(id: number): Promise<readonly Button[]> {
      const { fitting } = own.desk;
      const card = cardMaker({
        ...parts,
        samples: world.samples,
        book: world.alerting.book,
        clock: world.clock,
        fitting,
      });
      const blocks = (await card(id, 'ops'))?.reply.blocks ?? [];
      return blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []));
    },
    [Symbol.asyncDispose]: async () => {
      await own[Symbol.asyncDispose]();
      host.close();
    },
  };
}

describe('by itself', () => {
  test('it happens once for an episode, and stands in the history and on the card', async () => {
    await using one = await desk();
    await one.disk(0, 97);
    await one.disk(9, 97);
    expect(await one.due()).toEqual([]);
    await one.disk(10, 97);
    await one.told();
    expect(await one.due()).toEqual(['done']);
    expect(await one.acted(1)).toEqual([
      expect.stringMatching(/^rule: again by itself: done, exit code 0/),
    ]);
    expect(await one.told()).toEqual(['card 1']);
    for (const minute of [11, 12, 200]) {
      await one.disk(minute, 97);
      expect(await one.due()).toEqual(['done']);
    }
  });

  test.each([
    { name: 'silenced', line: 'silence 1 2h' },
    { name: 'acknowledged', line: 'ack 1' },
    { name: 'paused', line: 'targets pause web-1' },
    {
      name: 'in maintenance',
      line: 'maintenance add mend 2h web-1 0 13 * * *',
      role: 'admin',
    },
  ] as const)('not while it is $name', async (row) => {
    await using one = await desk();
    await one.disk(0, 97);
    await one.disk(5, 97);
    const role = 'role' in row ? row.role : 'operator';
    const said = await one.say(row.line, role);
    await one.disk(12, 97);
    expect(await one.due(), said).toEqual([]);
  });

  test('also when somebody has it, where that does not matter', async () => {
    await using one = await desk({ evenAcknowledged: true });
    await one.disk(0, 97);
    await one.say('ack 1');
    await one.disk(12, 97);
    expect(await one.due()).toEqual(['done']);
  });

  test('beyond the limit it does not happen, and that is said once', async () => {
    await using one = await desk({ perHour: 1 });
    await one.disk(0, 97);
    await one.disk(10, 97);
    expect(await one.due()).toEqual(['done']);
    await one.say('resolve 1');
    for (const minute of [11, 20, 21, 22, 33]) await one.disk(minute, minute < 21 ? 50 : 97);
    const [open] = await one.store.alerts.open(null);
    expect(open?.id).toBe(2);
    expect(await one.due()).toEqual(['limited', 'done']);
    expect(await one.due()).toEqual(['limited', 'done']);
    expect(await one.acted(2)).toEqual([
      expect.stringMatching(/limited: again was done once within the hour/),
    ]);
  });

  test('not before this process has seen the target, nor while that does not answer', async () => {
    await using one = await desk();
    await one.disk(0, 97);
    await one.disk(5, 97);
    await one.missed('web-1', NOON + 12 * MINUTE);
    expect(await one.due()).toEqual([]);
    await one.disk(13, 97);
    expect(await one.due()).toEqual(['done']);
  });
});

test('the card of an alert has a button for what is for it, which leads to a preview', async () => {
  await using one = await desk({ after: null });
  await one.disk(0, 97);
  const button = (await one.card(1)).find(({ label }) => label === 'Fix: again');
  expect(button?.command).toBe('fix');
  expect(`v1:fix:${button?.input}`.length).toBeLessThanOrEqual(64);
  const { alert } = (await one.store.alerts.get(1)) ?? {};
  if (!alert) throw new Error('no alert');
  const asked = { action: 'again', target: null, alert, by: ANA };
  const shown = await one.own.desk.preview(asked, AbortSignal.timeout(5 * SECOND));
  if (shown.kind !== 'shown') throw new Error(shown.why);
  expect(`v1:fix:confirm=${shown.token}`.length).toBeLessThanOrEqual(64);
  await one.own.desk.confirm(shown.token ?? '', { by: ANA, place });
  expect(await one.acted(1)).toEqual([expect.stringMatching(/^Ana: again: done, exit code 0/)]);
  await one.say('resolve 1');
  expect((await one.card(1)).some(({ command }) => command === 'fix')).toBe(false);
  const late = { ...asked, alert };
  expect(await one.own.desk.preview(late, AbortSignal.timeout(5 * SECOND))).toMatchObject({
    kind: 'shown',
  });
});
