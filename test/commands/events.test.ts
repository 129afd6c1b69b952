import { expect, test } from 'vitest';
import { render } from '../../src/chat/discord/render.ts';
import { renderForTelegram } from '../../src/chat/telegram/render.ts';
import type { AppEvent } from '../../src/model/event.ts';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import { ana, NOON, openDesk, place } from '../support/desk.ts';

/** Calls of two endpoints by three people, errors, and one old note. */
const EVENTS: readonly AppEvent[] = [
  ...Array.from({ length: 12 }, (_, n) =>
    happened('api_call', n * 10 * MINUTE, {
      tags: { endpoint: n % 4 === 0 ? '/pay' : '/' },
      body: { user: `u${n % 3}`, ms: n },
    }),
  ),
  happened('error', HOUR, { body: { kind: 'timeout' } }),
  happened('note', 3 * DAY),
];

function happened(type: string, ago: number, more: Partial<AppEvent> = {}): AppEvent {
  return { target: 1, type, at: NOON - ago, tags: {}, body: {}, key: null, ...more };
}

async function desk() {
  const opened = await openDesk();
  await opened.events.take(EVENTS);
  const answer = async (line: string) => opened.shown(await opened.ask(line));
  return { ...opened, answer };
}

test('/events: kinds with their counts, of the last day unless a window is given', async () => {
  const { answer } = await desk();
  const text = await answer('/events');
  expect(text).toContain('13 events in 24h');
  expect(text).toMatch(/api_call +█+░* +92% 12/);
  expect(text).toMatch(/error +[█░]+ +8% 1/);
  expect(text).not.toContain('note');
  expect(await answer('/events window=7d')).toContain('note');
});

test('/events: the commonest values of a tag or field, with their shares', async () => {
  const { answer } = await desk();
  const text = await answer('/events api_call endpoint 24h');
  expect(text).toContain('api_call in 24h by endpoint');
  expect(text).toMatch(/\/ +█+ +75% 9\n\/pay +[█░]+ +25% 3/);
  expect(await answer('/events by=nothing')).toContain('None of the events in 24h says nothing.');
  expect(await answer('/events target=web-2')).toContain('No events on web-2 in 24h.');
});

test('/events: sessions, hours and the newest', async () => {
  const { answer } = await desk();
  const sessions = await answer('/events api_call view=sessions');
  expect(sessions).toContain('3 sessions of api_call in 7d');
  expect(sessions).toMatch(/Median length:? +1 h 30 min/);
  const list = await answer('/events view=list');
  expect(list).toMatch(
    /Newest events in 24h\n.*api_call ms=0, endpoint=\/pay, user=u0|user=u0, ms=0/,
  );
  expect(await answer('/events view=heatmap')).toContain('Clocks of Europe/Berlin');
});

test('a heatmap is drawn whole at the width of a phone, in both chats', async () => {
  const { ask } = await desk();
  const reply = await ask('/events view=heatmap');
  const moment = { now: NOON, zone: 'UTC' };
  const drawn = [
    renderForTelegram(reply, moment).plain,
    JSON.stringify(render(reply)).replaceAll('\\n', '\n'),
  ];
  for (const text of drawn) {
    const rows = text.split('\n').filter((row) => /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) /.test(row));
    expect(rows).toHaveLength(7);
    for (const row of rows) expect(row).toMatch(/^\w{3} {2}[·░▒▓█]{24}/);
    expect(text).toMatch(/^ {5}0·····6·····12····18····/m);
  }
});

test('/events says what it does not know', async () => {
  const { answer } = await desk();
  expect(await answer('/events api_cal')).toContain(
    'Nobody has sent events “api_cal”. Did you mean api_call? There are: api_call, error, note.',
  );
  expect(await answer('/events window=999d')).toContain('write a window of at most 366d');
  expect(await answer('/events target=web-9')).toContain('There is no target “web-9”');
});

test('programs get the numbers', async () => {
  const { ask } = await desk();
  expect((await ask('/events by=endpoint')).data).toEqual({
    ...{ by: 'endpoint', count: 12, rest: 0, is_whole: true },
    values: [
      { value: '/', count: 9, share: 0.75, last: new Date(NOON - 10 * MINUTE).toISOString() },
      { value: '/pay', count: 3, share: 0.25, last: new Date(NOON).toISOString() },
    ],
  });
  expect((await ask('/events view=heatmap')).data).toMatchObject({
    count: 14,
    zone: 'Europe/Berlin',
  });
});

test('/storage counts events', async () => {
  const { answer } = await desk();
  expect(await answer('/storage')).toMatch(
    /Events:? +14, \d+ B of 1 GB|Events:? +14, [\d.]+ kB of 1 GB/,
  );
});

test('types and fields are suggested', async () => {
  const { desk: real, events } = await desk();
  await events.take([happened('old_call', 20 * DAY)]);
  const asked = {
    name: 'events',
    input: '',
    actor: ana,
    place,
    signal: AbortSignal.timeout(9_000),
  };
  const suggested = async (argument: string, typed: string) =>
    (await real.complete({ ...asked, argument, typed })).map(({ value }) => value);
  expect(await suggested('type', 'call')).toEqual(['api_call', 'old_call']);
  expect(await suggested('by', 'end')).toEqual(['endpoint']);
});
