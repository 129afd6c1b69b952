import { describe, expect, test } from 'vitest';
import { commands } from '../../commands/index.ts';
import { parseArguments } from '../../src/chat/arguments.ts';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import { ITEMS } from '../../src/report/checklist/items.ts';
import { actorOf, aTarget, NOON, openDesk, reading } from '../support/desk.ts';

const EVERY = Object.values(ITEMS).flat();

async function opened() {
  const desk = await openDesk({ targets: [aTarget({ name: 'web-1' })] });
  const answer = async (line: string, role: 'viewer' | 'operator' = 'operator') =>
    desk.shown(await desk.ask(line, actorOf(role)));
  return { ...desk, answer };
}

test('what can be seen is judged live, and names what shows it', async () => {
  const { answer, backups, at } = await opened();
  const before = await answer('/checklist pre');
  expect(before).toContain('▲ Before a deployment: 1 of 6 done');
  expect(before).toContain('☐ Its health is looked at: no check and no health of an application');
  expect(before).toMatch(/☑ Rules hold for every target: 1 target, each with \d+ rules or more/);
  expect(before).toContain('☐ Every channel takes messages: there is no channel');
  expect(before).toContain(
    '☐ A backup was made in the last day: there is no backup → /backup list',
  );
  await backups.make();
  expect(await answer('/checklist post')).toMatch(
    /☑ A backup works after it: the newest, verified, is \d+ s old, [\d.]+ kB/,
  );
  at(NOON + 27 * HOUR);
  expect(await answer('/checklist post')).toContain('☐ A backup works after it: the newest');
});

test('an alert that nobody has for a day is to do, and whatever fired is told of', async () => {
  const { answer, measured, at } = await opened();
  for (let minute = 0; minute <= 12; minute++) {
    await measured('web-1', NOON + minute * MINUTE, [reading('system.memory', 99)]);
  }
  expect(await answer('/checklist post')).toMatch(/☐ Thresholds fit the new load: [1-9]\d* alert/);
  expect(await answer('/checklist ongoing')).toMatch(
    /☑ Daily: every open alert has an owner: [1-9]/,
  );
  at(NOON + 2 * DAY);
  expect(await answer('/checklist ongoing')).toMatch(
    /☐ Daily: every open alert has an owner: \d alerts? open for a day/,
  );
});

describe('ticks', () => {
  test('hold until their period ends, by the clock of who asks', async () => {
    const { answer, at, ask } = await opened();
    const button = (await ask('/checklist ongoing')).blocks.find(({ kind }) => kind === 'buttons');
    expect(button).toMatchObject({
      buttons: [
        { command: 'checklist', input: 'ongoing health' },
        { input: 'ongoing performance' },
        { input: 'ongoing capacity' },
        { input: 'ongoing room' },
      ],
    });
    const ticked = await answer('/checklist ongoing health');
    expect(ticked).toContain(
      '☑ Daily: health and the newest round were read: Ana, Tue 10 Mar 13:00',
    );
    // The day ends at 23:00 UTC in Berlin.
    at(Date.UTC(2026, 2, 10, 22, 59));
    expect(await answer('/checklist ongoing')).toContain('were read: Ana');
    at(Date.UTC(2026, 2, 10, 23));
    expect(await answer('/checklist ongoing')).toContain('were read: not to be seen from here');
  });

  test('are for operators, can be taken back, and survive two presses at once', async () => {
    const { answer } = await opened();
    expect(await answer('/checklist quarterly restore', 'viewer')).toContain('Only operators');
    await Promise.all(['restore', 'security'].map((id) => answer(`/checklist quarterly ${id}`)));
    expect((await answer('/checklist quarterly')).match(/☑ .*: Ana,/g)).toHaveLength(2);
    expect(await answer('/checklist quarterly restore undo')).toContain(
      'was restored on another machine: not to be seen',
    );
    expect(await answer('/checklist quarterly restore undo')).toContain(
      'Nobody has ticked restore.',
    );
  });

  test.each([
    [
      '/checklist pre thresholds',
      'Rules hold for every target is looked at by Tocsin itself: /rules.',
    ],
    ['/checklist pre restore', '“restore” is no item of pre: write one of rotation, endpoints,'],
    ['/checklist', 'Usage: /checklist <list> [item] [undo]'],
  ])('%s is refused', async (line, why) => {
    const { answer } = await opened();
    expect(await answer(line)).toContain(why);
  });

  test('what is stored and cannot be read is nothing', async () => {
    const { answer, store } = await opened();
    await store.settings.set('checklist ticks', '[{"item":1}');
    expect(await answer('/checklist pre rotation')).toContain('are rotated: Ana');
  });
});

test('programs get states, commands and until when a tick holds', async () => {
  const { ask } = await opened();
  await ask('/checklist pre rotation');
  const { data } = await ask('/checklist pre');
  expect(data).toMatchObject({ list: 'pre', done: 2, all: 6 });
  const { items } = data as { items: readonly unknown[] };
  expect(items.slice(0, 2)).toMatchObject([
    {
      ...{ id: 'rotation', state: 'done', command: '/trend system.disk' },
      tick: { by: 'Ana', at: '2026-03-10T12:00:00.000Z', until: '2026-03-17T12:00:00.000Z' },
    },
    { id: 'endpoints', state: 'to do', command: '/check', tick: null },
  ]);
});

test('every item has a name of its own, and a command that there is', () => {
  expect(new Set(EVERY.map(({ id }) => id)).size).toBe(EVERY.length);
  for (const { shows } of EVERY) {
    const [, name, input = ''] = /^\/(\S+) ?(.*)$/.exec(shows) ?? [];
    const found = commands.find((one) => one.name === name);
    expect(found && parseArguments(found, input), shows).toMatchObject({ kind: 'parsed' });
  }
});
