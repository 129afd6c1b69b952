import { describe, expect, test } from 'vitest';
import { act, annotate, BY_HAND, raiseByHand } from '../../src/alert/desk.ts';
import { MINUTE } from '../../src/model/time.ts';
import { HOSTILE } from '../support/hostile.ts';
import { aTimeline } from './by-time.ts';
import { ANA, aRule, aWorld, BEN, disk, fact } from './world.ts';

const busy = aRule('system.cpu > 75', { cooldown: 5 * MINUTE });
const full = aRule('system.disk > 90', { name: 'full', message: '{mount}' });
const high = [fact('system.cpu', 80)];
const low = [fact('system.cpu', 10)];
const deed = { by: ANA, note: null };

describe('many at once', () => {
  const ids = Array.from({ length: 1_000 }, (_, index) => index + 1);

  test('a thousand alerts: each press takes effect once', { timeout: 60_000 }, async () => {
    await using world = await aWorld([full]);
    await world.see(
      0,
      ids.map((id) => disk(`/${id}`, 95)),
    );
    const asked = [...ids, 7, 7, 4_711];
    const outcomes = await act(world.deps, 'acknowledge', asked, deed);
    expect(outcomes.filter(({ kind }) => kind === 'done')).toHaveLength(1_000);
    expect(outcomes.filter(({ kind }) => kind !== 'done')).toEqual([
      { kind: 'unknown', id: 4_711 },
    ]);
    const again = await act(world.deps, 'acknowledge', ids, { by: BEN, note: null });
    expect(again.every(({ kind }) => kind === 'unchanged')).toBe(true);
    for (const id of [1, 500, 1_000]) {
      expect(await world.history(id)).toEqual(['fired', 'acknowledged']);
    }
  });

  test('two people who take the same hundred share them, and none is taken twice', async () => {
    await using world = await aWorld([full]);
    const hundred = ids.slice(0, 100);
    await world.see(
      0,
      hundred.map((id) => disk(`/${id}`, 95)),
    );
    const both = await Promise.all([
      act(world.deps, 'acknowledge', hundred, deed),
      act(world.deps, 'acknowledge', hundred.toReversed(), { by: BEN, note: null }),
    ]);
    expect(both.flat().filter(({ kind }) => kind === 'done')).toHaveLength(100);
    expect(both.flat().filter(({ kind }) => kind === 'unchanged')).toHaveLength(100);
  });

  test('of two people exactly one wins, fifty times', async () => {
    await using world = await aWorld([full]);
    const fifty = ids.slice(0, 50);
    await world.see(
      0,
      fifty.map((id) => disk(`/${id}`, 95)),
    );
    for (const id of fifty) {
      const outcomes = await Promise.all([world.ack(id, 1, ANA), world.resolve(id, 1, BEN)]);
      const [acked, ended] = outcomes.map(({ kind }) => kind);
      expect(ended).toBe('done');
      const history = await world.history(id);
      expect(history.filter((kind) => kind === 'acknowledged')).toHaveLength(
        acked === 'done' ? 1 : 0,
      );
      expect(history.filter((kind) => kind === 'resolved')).toHaveLength(1);
      const takes = await Promise.all([world.resolve(id, 2, ANA), world.resolve(id, 2, BEN)]);
      expect(takes.map(({ kind }) => kind)).toEqual(['unchanged', 'unchanged']);
    }
  });
});

describe('a note on an earlier episode', () => {
  test('takes nothing from the one that is open', async () => {
    await using time = await aTimeline([busy]);
    await time.see(0, high);
    await time.see(1, low);
    await time.see(10, high);
    const line = { by: ANA, kind: 'note', text: 'it was the cache' } as const;
    expect((await annotate(time.deps, 1, line)).kind).toBe('done');
    expect(time.book.byId(2)?.state.kind).toBe('firing');
    await time.see(11, low);
    expect(await time.open()).toEqual([]);
  });

  test('is not taken up again instead of the newest', async () => {
    await using time = await aTimeline([busy]);
    await time.see(0, high);
    await time.see(1, low);
    await time.see(7, high);
    await time.see(8, low);
    await annotate(time.deps, 1, { by: ANA, kind: 'noise', text: '', noise: ANA });
    await time.see(9, high);
    expect((await time.open()).map(({ id }) => id)).toEqual([2]);
  });
});

test('what people made by hand leaves nothing behind when they end it', async () => {
  await using world = await aWorld([busy]);
  const { target } = world;
  const wanted = { target, message: 'wet cellar', severity: 'critical', type: 'custom' } as const;
  const { id } = await raiseByHand(world.deps, { ...wanted, by: ANA });
  expect((await world.resolve(id, 1)).kind).toBe('done');
  expect(await world.store.alerts.ruleStates(target.id)).toEqual([]);
  expect((await world.store.alerts.get(id))?.alert.rule).toBe(BY_HAND);
});

describe('what others wrote', () => {
  const texts = HOSTILE.map((text, index) => ({ index, text }));

  test.each(texts)('is kept as it is and breaks nothing ($index)', async ({ text }) => {
    await using time = await aTimeline([full]);
    await time.see(0, [disk(text, 95)]);
    const stored = text.toWellFormed();
    const { alert } = (await time.store.alerts.get(1)) ?? {};
    expect(alert?.message.toWellFormed()).toBe(stored);
    expect(alert?.labels).toEqual({ mount: text });
    await time.ack(1, 1, ANA, text);
    await annotate(time.deps, 1, { by: { id: 'discord:111', name: text }, kind: 'note', text });
    await time.silence({ labels: { mount: text } }, { to: 5 });
    await time.see(2, [disk(text, 10)]);
    expect(await time.open()).toEqual([]);
    const events = (await time.store.alerts.get(1))?.events ?? [];
    expect(events.find(({ kind }) => kind === 'note')?.detail.toWellFormed()).toBe(stored);
    expect(events.filter(({ kind }) => kind === 'held').map(({ detail }) => detail)).toEqual([
      'silenced: silence #1 by Ana: known',
    ]);
  });

  test('outlives a restart, and is the same series then', async () => {
    const facts = HOSTILE.map((text) => disk(text, 95));
    const first = await aWorld([full]);
    await first.see(0, facts);
    const open = (await first.open()).length;
    await first[Symbol.asyncDispose]();
    await using world = await aWorld([full], { file: first.file });
    await world.see(1, facts);
    expect(await world.open()).toHaveLength(open);
    await world.see(
      2,
      HOSTILE.map((text) => disk(text, 10)),
    );
    expect(await world.open()).toEqual([]);
  });
});
