import { expect, test } from 'vitest';
import type { AppEvent } from '../../src/model/event.ts';
import type { EventFilter, EventQuestion } from '../../src/model/event-question.ts';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import type { Events } from '../../src/store/ports.ts';

/** A Monday in winter. */
const START = Date.UTC(2026, 0, 5);
const ALL: EventFilter = { from: START, to: START + 100 * DAY, target: null, type: null };

function event(given: Partial<AppEvent> = {}): AppEvent {
  return { target: 1, type: 'call', at: START, tags: {}, body: {}, key: null, ...given };
}

type Opened = AsyncDisposable & { readonly events: Events };

/** What every store of events promises; `open` answers with a new, empty one. */
export function eventContract(open: () => Promise<Opened>): void {
  async function asked<Question extends EventQuestion>(
    given: readonly AppEvent[],
    question: Question,
    filter: Partial<EventFilter> = {},
  ) {
    await using opened = await open();
    await opened.events.take(given);
    return await opened.events.ask({ ...ALL, ...filter }, question);
  }

  test('a key counts once for its target, also in one batch, and for another target anew', async () => {
    await using opened = await open();
    const { events } = opened;
    const one = event({ key: 'a' });
    expect(await events.take([one, one, event({ target: 2, key: 'a' }), event()])).toEqual({
      taken: [0, 2, 3],
      duplicate: [1],
      refused: [],
    });
    expect(await events.take([event({ key: 'a', type: 'other' })])).toMatchObject({
      duplicate: [0],
    });
    expect(await events.ask(ALL, { ask: 'count' })).toEqual({ count: 3, isWhole: true });
  });

  test('what cannot be stored is refused by its place, and the rest is kept', async () => {
    await using opened = await open();
    const wrong = event({ body: { a: { b: 1 } as never } });
    const { taken, refused } = await opened.events.take([wrong, event(), event({ at: 0.5 })]);
    expect(taken).toEqual([1]);
    expect(refused.map(({ index, reason }) => `${index}: ${reason}`)).toEqual([
      '0: a holds what cannot be stored',
      '2: the time is no whole number of milliseconds',
    ]);
  });

  test('types of one target are bounded', async () => {
    await using opened = await open();
    const { events } = opened;
    await events.take(Array.from({ length: 200 }, (_, n) => event({ type: `type${n}` })));
    const { taken, refused } = await events.take([
      event({ type: 'new' }),
      event({ type: 'type0' }),
      event({ type: 'new', target: 2 }),
    ]);
    expect(taken).toEqual([1, 2]);
    expect(refused).toEqual([{ index: 0, reason: expect.stringContaining('200 types') }]);
  });

  test('what is sent again under other types makes no types', async () => {
    await using opened = await open();
    const { events } = opened;
    await events.take([event({ key: 'a' })]);
    const again = Array.from({ length: 200 }, (_, n) => event({ type: `type${n}`, key: 'a' }));
    expect((await events.take(again)).duplicate).toHaveLength(200);
    expect((await events.usage()).kinds).toHaveLength(1);
  });

  test('events come back as they were, newest first, from one moment to before another', async () => {
    const given = [0, 1, 1, 2, 3].map((day, place) =>
      event({
        ...{ at: START + day * DAY, type: place % 2 === 0 ? 'call' : 'other', key: `k${place}` },
        tags: { way: 'a=b,c' },
        body: { text: '“x”\n', number: -1.5e-7, truth: false, none: null },
      }),
    );
    const span = { from: START + DAY, to: START + 3 * DAY };
    const { events } = await asked(given, { ask: 'list', limit: 2 }, span);
    expect(events).toEqual([given[3], expect.objectContaining({ at: START + DAY })]);
    expect(await asked(given, { ask: 'count' }, span)).toMatchObject({ count: 3 });
    expect(await asked(given, { ask: 'count' }, { type: 'other' })).toMatchObject({ count: 2 });
    expect(await asked(given, { ask: 'count' }, { target: 2 })).toMatchObject({ count: 0 });
  });

  test('a tag or a field picks events', async () => {
    const given = [
      event({ tags: { way: 'a' }, body: { ok: true } }),
      event({ tags: { way: 'a' }, body: { ok: false } }),
      event({ tags: { way: 'b' } }),
    ];
    await using opened = await open();
    await opened.events.take(given);
    const count = async (where: Record<string, string>) =>
      (await opened.events.ask({ ...ALL, where }, { ask: 'count' })).count;
    expect(await count({ way: 'a' })).toBe(2);
    expect(await count({ way: 'a', ok: 'true' })).toBe(1);
    expect(await count({ other: 'a' })).toBe(0);
  });

  test('figures of a field leave out what is no number', async () => {
    const values = [4, 1, 5, 2, 3, '6', null, true];
    const given = values.map((ms) => event({ body: { ms } }));
    expect(await asked(given, { ask: 'figures', field: 'ms' })).toEqual({
      ...{ count: 5, sum: 15, avg: 3, min: 1, max: 5, p50: 3 },
      ...{ p95: expect.closeTo(4.8), p99: expect.closeTo(4.96), isWhole: true },
    });
    expect(await asked(given, { ask: 'figures', field: 'none' })).toMatchObject({
      ...{ count: 0, avg: null, min: null, p50: null },
    });
  });

  test('the commonest values come first, with their shares and what is left', async () => {
    const given = ['a', 'b', 'a', 'c', 'a', 'b'].map((user, index) =>
      event({ tags: { user }, at: START + index }),
    );
    given.push(event({ type: 'other' }));
    expect(await asked(given, { ask: 'top', field: 'user', limit: 2 })).toEqual({
      values: [
        { value: 'a', count: 3, share: 0.5, last: START + 4 },
        { value: 'b', count: 2, share: 2 / 6, last: START + 5 },
      ],
      ...{ count: 6, rest: 1, isWhole: true },
    });
    const { values } = await asked(given, { ask: 'top', field: null, limit: 9 });
    expect(values.map(({ value, count }) => `${value} ${count}`)).toEqual(['call 6', 'other 1']);
  });

  test('a share is of those that have the field', async () => {
    const given = [true, true, false, null].map((ok) => event({ body: { ok } }));
    const question = { ask: 'share', field: 'ok', value: 'true' } as const;
    expect(await asked(given, question)).toEqual({
      ...{ share: 2 / 3, matching: 2, count: 3, isWhole: true },
    });
    expect(await asked([], question)).toMatchObject({ share: null, count: 0 });
    expect(await asked(given, { ask: 'distinct', field: 'ok' })).toMatchObject({ distinct: 2 });
  });

  test('a session ends when nothing comes for longer than the gap', async () => {
    const minutes = { ana: [0, 30, 60.1, 91], ben: [5, 10], cy: [7] };
    const given = Object.entries(minutes).flatMap(([user, own]) =>
      own.map((minute, index) =>
        event({
          ...{ body: { user }, at: START + minute * MINUTE },
          type: index % 2 === 0 ? 'call' : 'other',
        }),
      ),
    );
    const question = { ask: 'sessions', field: 'user', gap: 30 * MINUTE } as const;
    const lengths = [30 * MINUTE, 0, 0, 5 * MINUTE, 0];
    expect(await asked(given, question)).toEqual({
      ...{ users: 3, sessions: 5, returning: 1, eventsPerSession: 7 / 5 },
      ...{ medianLength: 0, meanLength: lengths.reduce((sum, one) => sum + one) / 5 },
      isWhole: true,
    });
    expect(await asked([], question)).toMatchObject({ sessions: 0, meanLength: null });
  });

  test('a heatmap follows the clocks of its zone, also where they change', async () => {
    // In Berlin clocks go from 2 to 3 on 29 March 2026, and from 3 back to 2 on 25 October.
    const times = [
      '2026-03-29T00:59:00Z',
      '2026-03-29T01:00:00Z',
      '2026-10-25T00:30:00Z',
      '2026-10-25T01:30:00Z',
      '2026-03-30T21:59:59.999Z',
      '2026-03-30T22:00:00Z',
    ];
    const given = times.map((text) => event({ at: Date.parse(text) }));
    const wide = { to: START + 300 * DAY };
    const { cells, count } = await asked(given, { ask: 'heatmap', zone: 'Europe/Berlin' }, wide);
    const found = cells.flatMap((row, day) =>
      row.flatMap((value, hour) => (value > 0 ? [`${day} ${hour}: ${value}`] : [])),
    );
    expect(found).toEqual(['0 23: 1', '1 0: 1', '6 1: 1', '6 2: 2', '6 3: 1']);
    expect([cells.length, cells[0]?.length, count]).toEqual([7, 24, 6]);
  });

  test('a series counts span by span', async () => {
    const given = [0, 1, 59, 60, 179].map((minute) => event({ at: START + minute * MINUTE }));
    const question = { ask: 'series', step: HOUR } as const;
    const { counts } = await asked(given, question, { to: START + 3 * HOUR + 1 });
    expect(counts).toEqual([3, 1, 1, 0]);
  });

  test.each<{ question: EventQuestion; filter?: object; says: string }>([
    { question: { ask: 'count' }, filter: { to: START }, says: 'spans more than 0' },
    { question: { ask: 'count' }, filter: { to: START + 401 * DAY }, says: 'at most 400 days' },
    { question: { ask: 'list', limit: 1_001 }, says: '1 to 1000 entries' },
    { question: { ask: 'series', step: 1 }, says: 'at most 11000' },
    { question: { ask: 'heatmap', zone: 'Mars/Base' }, says: 'no time zone Mars/Base' },
    { question: { ask: 'sessions', field: 'a', gap: 0 }, says: 'a gap lasts' },
  ])('refuses a question that makes no sense: $says', async ({ question, filter, says }) => {
    await expect(asked([], question, filter)).rejects.toThrow(says);
  });

  test('pruning forgets what is older, and its keys', async () => {
    await using opened = await open();
    const { events } = opened;
    const given = Array.from({ length: 1_500 }, (_, n) => event({ at: START + n, key: `k${n}` }));
    await events.take([...given, event({ type: 'old', key: 'old' })]);
    await events.prune(START + 1_200);
    expect(await events.ask(ALL, { ask: 'count' })).toMatchObject({ count: 300 });
    expect((await events.usage()).kinds).toMatchObject([{ type: 'call', events: 300 }]);
    expect(await events.take([given[0] as AppEvent, given[1_499] as AppEvent])).toMatchObject({
      ...{ taken: [0], duplicate: [1] },
    });
  });

  test('usage tells what a day adds, whatever came late', async () => {
    await using opened = await open();
    const { events } = opened;
    const hours = Array.from({ length: 3_000 }, (_, hour) => event({ at: START - hour * HOUR }));
    await events.take([...hours, event({ at: START - 300 * DAY })]);
    const { bytes, events: count, perDay } = await events.usage();
    expect(perDay).toBeLessThan((24 * bytes) / count);
    expect(perDay).toBeGreaterThan(0);
  });

  test('usage counts every event', async () => {
    await using opened = await open();
    const { events } = opened;
    const text = 'x'.repeat(1_000);
    await events.take([event({ body: { text } }), event({ target: 2 }), event({ body: { text } })]);
    const { kinds, ...all } = await events.usage();
    expect(all).toMatchObject({ events: 3, bytes: expect.closeTo(2_100, -2.5) });
    expect(kinds).toMatchObject([
      { target: 1, type: 'call', events: 2 },
      { target: 2, type: 'call', events: 1 },
    ]);
  });
}
