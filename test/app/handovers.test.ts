import { expect, test } from 'vitest';
import { handovers } from '../../src/app/handovers.ts';
import type { Rota } from '../../src/model/rota.ts';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import { ana, NOON, openDesk } from '../support/desk.ts';

const by = { id: ana.id, name: ana.name };
const MIDNIGHT = (Math.floor(NOON / DAY) + 1) * DAY;

function ops(announce: string | null): Rota {
  const layer = {
    people: ['Ana', 'Ben'],
    ...{ turn: 'daily' as const, weekday: 0, minute: 0, from: Math.floor(NOON / DAY) },
    ...{ between: null, days: [0, 1, 2, 3, 4, 5, 6] },
  } as const;
  return { name: 'ops', zone: 'UTC', announce, layers: [layer] };
}

const people = ['Ana', 'Ben'].map((name) => {
  return { name, role: 'operator' as const, discord: null, telegram: '1', zone: null };
});

async function world(announce: string | null = 'ops') {
  const desk = await openDesk({ rotas: [ops(announce)], people });
  let queued = 0;
  const deps = { ...desk, queued: () => void queued++ };
  const notes = async () => {
    const claim = { now: desk.clock.now(), lease: MINUTE, limit: 10 };
    const entries = await desk.store.outbox.claim('ops', claim);
    return entries.map(({ body }) => desk.shown(JSON.parse(body ?? '')));
  };
  return { ...desk, deps, look: handovers(deps), notes, queued: () => queued };
}

test('a hand-over is told once, with who had it before', async () => {
  const one = await world();
  await one.look();
  expect(await one.notes()).toEqual([]);
  one.at(MIDNIGHT);
  await one.look();
  await one.look();
  one.at(MIDNIGHT + HOUR);
  await one.look();
  const notes = await one.notes();
  expect(notes).toHaveLength(1);
  expect(notes[0]).toMatch(/ops: Ben is on call until .*, after Ana\./);
  expect(one.queued()).toBe(1);
});

test('one from while nothing ran is told at the start', async () => {
  const one = await world();
  await one.look();
  one.at(MIDNIGHT + HOUR);
  await handovers(one.deps)();
  expect(await one.notes()).toHaveLength(1);
});

test('who stands in is told too, within a minute', async () => {
  const one = await world();
  await one.look();
  await one.people.override([{ rota: 'ops', person: 'Ben', from: NOON, to: NOON + HOUR, by }]);
  one.at(NOON + MINUTE);
  await one.look();
  expect((await one.notes())[0]).toMatch(/Ben is on call until/);
});

test('nothing is told where no channel is named', async () => {
  const one = await world(null);
  await one.look();
  one.at(MIDNIGHT);
  await one.look();
  expect(await one.notes()).toEqual([]);
});
