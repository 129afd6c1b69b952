import { expect, test } from 'vitest';
import { openBook } from '../../src/alert/book.ts';
import { cardMaker } from '../../src/app/cards.ts';
import { openLive } from '../../src/app/live.ts';
import { MINUTE } from '../../src/model/time.ts';
import { openSamples } from '../../src/store/samples/store.ts';
import { aRule } from '../alert/world.ts';
import { aTarget, change, content, resolved, win } from '../store/fixtures.ts';
import { aConfig } from '../support/desk.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { freshStore } from './fresh-store.ts';

/** An alert on `/var` with an hour of samples of two disks. */
async function anAlert() {
  const { store, file } = await freshStore();
  const clock = fakeClock();
  await using stack = new AsyncDisposableStack();
  const samples = stack.use(await openSamples(`${file}-samples`, { now: clock.now }));
  const targets = await store.targets.sync([aTarget()], clock.now());
  const target = targets[0]?.id ?? 0;
  const rule = aRule('system.disk > 90', {
    name: 'disk_full',
    clear: 'system.disk < 85',
    runbook: 'https://example.com/disks',
  });
  const live = await openLive(aConfig('', { targets: [aTarget()], rules: [rule] }), {
    store,
    clock,
  });
  for (let minute = 60; minute > 0; minute--) {
    await samples.append(target, clock.now() - minute * MINUTE, [
      { metric: 'system.disk', labels: { mount: '/' }, value: 1 },
      { metric: 'system.disk', labels: { mount: '/var' }, value: 91 },
    ]);
  }
  const labels = { mount: '/var', team: 'core' };
  const alert = await win(store, change(content({ target, labels })), clock.now());
  const book = await openBook(store.alerts, [target], clock.now());
  const made = cardMaker({ store, samples, live, book, clock });
  const card = (id: number) => made(id, 'ops');
  const kept = stack.move();
  return { store, alert, card, [Symbol.asyncDispose]: () => kept[Symbol.asyncDispose]() };
}

test('a card shows what is stored now: the value, the rule, and the last hour of its own series', async () => {
  await using one = await anAlert();
  const made = await one.card(one.alert.id);
  const text = JSON.stringify(made?.reply);
  expect(text).toContain('91 % (limit > 90 %');
  expect(text).toContain('system.disk < 85');
  expect(text).toContain('https://example.com/disks');
  const line = made?.reply.blocks.find((block) => block.kind === 'sparkline');
  const values = line?.kind === 'sparkline' ? line.values : [];
  expect(new Set(values)).toEqual(new Set([91]));
  expect(values).toHaveLength(30);
});

test('a card that is made late shows how it ended', async () => {
  await using one = await anAlert();
  const { alert, store } = one;
  await win(store, change({ ...alert, state: resolved(1_000, 61_000) }, { on: alert }));
  const made = await one.card(alert.id);
  expect(JSON.stringify(made?.reply)).toContain('Resolved by');
});

test('there is no card of an alert that does not exist', async () => {
  await using one = await anAlert();
  expect(await one.card(99)).toBeNull();
});
