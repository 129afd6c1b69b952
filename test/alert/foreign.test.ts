import { describe, expect, test } from 'vitest';
import { endUnsent, foreignRule, takeForeign } from '../../src/alert/foreign.ts';
import type { ForeignAlert } from '../../src/model/foreign-alert.ts';
import { MINUTE } from '../../src/model/time.ts';
import { at, aWorld } from './world.ts';

function anAlert(more: Partial<ForeignAlert> = {}): ForeignAlert {
  return {
    ...{ source: 'prometheus', about: [], rule: 'HighLatency', labels: {}, severity: 'critical' },
    ...{ message: 'Latency is high', detail: null, startsAt: null, isOver: false, endsAt: null },
    ...{ mark: 'abc', url: null, sender: null, cut: [] },
    ...more,
  };
}

async function taking() {
  const world = await aWorld([]);
  const deps = { ...world.deps, ruleOf: () => foreignRule({ rule: 'r', target: 1 }, null) };
  const take = (minute: number, ...alerts: Partial<ForeignAlert>[]) =>
    takeForeign(
      deps,
      alerts.map((more) => ({ alert: anAlert(more), target: world.target })),
      at(minute),
    );
  return { ...world, deps, take };
}

describe('an alert of another product', () => {
  test('opens once, however often it is sent, and ends when it is over there', async () => {
    const { take, shown, told, history } = await taking();
    await take(0, {});
    await take(1, {}, {});
    expect(await shown()).toEqual(['firing critical']);
    await take(2, { isOver: true });
    await take(3, { isOver: true });
    expect(await shown()).toEqual([]);
    expect(await history(1)).toEqual(['fired', 'resolved']);
    expect(await told()).toEqual(['card', 'resolved critical']);
  });

  test('is acknowledged by a person and stays so while it is sent', async () => {
    const { take, shown, ack } = await taking();
    await take(0, {});
    await ack(1, 1);
    await take(2, {});
    expect(await shown()).toEqual(['acknowledged critical']);
  });

  test('that a person resolved stays so until its cooldown is over, and then names the old one', async () => {
    const { take, shown, resolve, open } = await taking();
    await take(0, { startsAt: at(-9) });
    await resolve(1, 1);
    await take(2, { startsAt: at(-9) });
    expect(await shown()).toEqual([]);
    await take(7, { startsAt: at(-9) });
    expect(await open()).toMatchObject([{ id: 2, previous: 1 }]);
  });

  test.each([
    { name: 'was over there', between: { isOver: true }, startsAt: at(-9) },
    { name: 'began anew there', between: {}, startsAt: at(2) },
  ])('that a person resolved opens again at once when it $name', async ({ between, startsAt }) => {
    const { take, shown, resolve } = await taking();
    await take(0, { startsAt: at(-9) });
    await resolve(1, 1);
    await take(2, { startsAt: at(-9), ...between });
    await take(3, { startsAt });
    expect(await shown()).toEqual(['firing critical']);
  });

  test('that comes back within five minutes is the same one, with whoever had it', async () => {
    const { take, shown, ack, history } = await taking();
    await take(0, {});
    await ack(1, 1);
    await take(2, { isOver: true });
    await take(4, {});
    expect(await shown()).toEqual(['acknowledged critical']);
    expect((await history(1)).slice(0, 4)).toEqual([
      ...['fired', 'acknowledged', 'resolved', 'reopened'],
    ]);
  });

  test('is raised and lowered as its product says', async () => {
    const { take, shown, history } = await taking();
    await take(0, { severity: 'warning' });
    await take(1, { severity: 'critical' });
    await take(2, { severity: 'warning' });
    expect(await shown()).toEqual(['firing warning']);
    expect(await history(1)).toEqual(['fired', 'raised', 'lowered']);
  });

  test('says since when, what was cut, and ends when it is no longer sent', async () => {
    const { take, deps, store, shown } = await taking();
    await take(0, { startsAt: at(-30), detail: 'Over 2 s', cut: ['summary: cut to 300'] });
    await endUnsent(deps, [1, 99], at(5));
    expect(await shown()).toEqual([]);
    const found = await store.alerts.get(1);
    expect(found?.alert.state).toMatchObject({ kind: 'resolved', since: at(-30) });
    const details = found?.events.filter(({ kind }) => kind !== 'told').map(({ detail }) => detail);
    expect(details).toEqual([
      'critical: by prometheus: Over 2 s (summary: cut to 300)',
      'no longer sent',
    ]);
  });

  test('names what it is about where its target does not', async () => {
    const { take, open, target } = await taking();
    await take(0, { about: ['db-7'], mark: 'one' });
    const product = { ...target, name: 'prometheus' };
    const { deps } = await taking();
    const [applied] = await takeForeign(
      deps,
      [{ alert: anAlert({ about: ['db-7'] }), target: product }],
      at(0),
    );
    expect((await open())[0]?.message).toBe('Latency is high');
    expect(applied).toMatchObject({ alert: { message: 'Latency is high (db-7)' } });
  });

  test('goes on where it is when it is told of another target later', async () => {
    const { take, deps, target, shown } = await taking();
    await take(0, {});
    const moved = { ...target, id: 99, name: 'other' };
    await takeForeign(deps, [{ alert: anAlert({ isOver: true }), target: moved }], at(1));
    expect(await shown()).toEqual([]);
  });
});

test('a critical one is repeated as ours are, and links to its page', () => {
  const of = { rule: 'r', target: 1, labels: { 'source.url': 'https://wiki.example.com' } };
  expect(foreignRule({ ...of, severity: 'critical' }, MINUTE)).toMatchObject({
    remind: MINUTE,
    runbook: 'https://wiki.example.com',
  });
  expect(foreignRule({ ...of, severity: 'warning' }, MINUTE).remind).toBeNull();
});
