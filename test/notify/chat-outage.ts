import { expect } from 'vitest';
import type { Alert } from '../../src/model/alert.ts';
import { HOUR, MINUTE, SECOND } from '../../src/model/time.ts';
import type { ChatWorld, Service, Trouble } from './chat-world.ts';
import { chatWorld } from './chat-world.ts';
import { aPlace, aRoute, series, seriesRule, settings, someTargets } from './engine.ts';
import { compare, END, recordedOf } from './oracle.ts';

/** Ways in which a chat is not there. */
export type Outage = Exclude<Trouble, 'answer lost'> | 'refuses the connection';
export const OUTAGES: readonly Outage[] = [
  'asks to wait (429)',
  'answers 503',
  'never answers',
  'refuses the connection',
];
export const CHATS = [
  { service: 'ops', other: 'phone', chat: 'Discord' },
  { service: 'phone', other: 'ops', chat: 'Telegram' },
] as const satisfies readonly { service: Service; other: Service; chat: string }[];

const TARGETS = 40;
/** Alerts whose card stands when the outage begins, and which end during it. */
const BEFORE = 5;
/** Steps after which what fired ends: the first that end are those that stand when the outage begins. */
const LASTS = BEFORE;
const EVERYTHING = { severity: null, target: null, limit: 100_000 } as const;

/** What is the case with number `n`: some are critical and stay, some come in pairs, most end soon. */
const isCritical = (n: number) => n % 10 === 0;
const isPair = (n: number) => n % 7 === 0;
const stays = (n: number) => isCritical(n) || n % 5 === 4;

/** A chat is away for an hour while alerts fire and end every `every` milliseconds. */
export async function awayForAnHour(
  { service, other, chat }: (typeof CHATS)[number],
  outage: Outage,
  every: number,
) {
  await using world = await chatWorld({
    targets: someTargets(TARGETS),
    rules: [seriesRule('mild', 'warning'), seriesRule('bad', 'critical')],
    channels: [aPlace('ops'), aPlace('phone')],
    routes: [aRoute('info', [service])],
    alerting: settings({ groupWait: 30 * SECOND, storm: 1_000_000 }),
  });
  const { engine, seen, traffic } = world;
  const happening = cases(world);
  for (let n = 1; n <= BEFORE; n++) await happening.begin(n);
  await world.pass(MINUTE, MINUTE);
  const before = new Set(seen[service]().map(({ id }) => id));
  expect(before.size).toBe(BEFORE);

  if (outage === 'refuses the connection') await world.refuse(service);
  else world.trouble(service, outage);
  const from = Date.now();
  for (let n = BEFORE + 1; Date.now() < from + HOUR; n++) {
    await happening.begin(n);
    await happening.end(n - LASTS);
    await world.pass(every, every);
  }
  expect(seen[service]()).toHaveLength(BEFORE);
  if (outage === 'refuses the connection') await world.accept(service);
  else world.well();
  const back = Date.now();
  const drainedAfter = await drained(world);

  const recorded = await everything(world);
  const here = compare(recorded.map(recordedOf), seen[service]());
  const messages = seen[service]().filter(({ id }) => !before.has(id));
  const notes = messages.filter(({ text }) => END.test(text.trimStart()));
  const there = failedOver(world, other, recorded, from);
  const tries = traffic[service].failed;
  console.log(
    `${chat} ${outage} for an hour: ${recorded.length} alerts, ` +
      `${recorded.filter(({ state }) => state.kind === 'resolved').length} ended; ` +
      `${tries.length} tries failed, at most ${mostWithin(tries, 10 * MINUTE)} in ten minutes; ` +
      `lost ${here.lost.length}, repeated ${here.repeated.length}, out of order ${here.early.length}; ` +
      `${messages.length} messages within ${Math.round(drainedAfter / SECOND)} s after it; ` +
      `${there.told} critical ones by the other chat after at most ${Math.round(there.latest / SECOND)} s`,
  );
  expect(here).toEqual({ lost: [], repeated: [], early: [] });
  // What fired and ended unseen is one message: the only notes are those of cards that stood before.
  const answered = notes.filter(({ replyTo }) => !before.has(replyTo ?? ''));
  expect(answered.map(({ text }) => text)).toEqual([]);
  expect(messages).toHaveLength(leadsSince(recorded, from) + notes.length);
  expect(drainedAfter).toBeLessThanOrEqual(5 * MINUTE);
  expect(mostWithin(tries, 10 * MINUTE)).toBeLessThan(10_000);
  expect(there.missing).toEqual([]);
  expect(there.early).toBe(0);
  expect(there.latest).toBeLessThanOrEqual(2 * MINUTE + 2 * every + SECOND);
  expect(engine.undelivered).toEqual([]);
  expect(back - from).toBeGreaterThanOrEqual(HOUR);
}

/** Series that break and end, each named for its case. */
function cases({ engine, settle }: ChatWorld) {
  const breaking = new Map<string, Map<string, 'mild' | 'bad'>>();
  const targetOf = (n: number) => `web-${1 + (n % TARGETS)}`;
  const openOn = (name: string) => {
    const open = breaking.get(name) ?? new Map<string, 'mild' | 'bad'>();
    breaking.set(name, open);
    return open;
  };
  const nameOf = (n: number, which: string) => `s${String(n).padStart(5, '0')}${which}`;
  return {
    async begin(n: number) {
      const open = openOn(targetOf(n));
      open.set(nameOf(n, 'a'), isCritical(n) ? 'bad' : 'mild');
      if (isPair(n)) open.set(nameOf(n, 'b'), 'mild');
      const now = [...open].map(([name, rule]) => series(rule, name, true));
      await engine.measured(targetOf(n), now);
      await settle();
    },
    async end(n: number) {
      if (n < 1 || stays(n)) return;
      const open = openOn(targetOf(n));
      const over = [...open].filter(([name]) => name.startsWith(nameOf(n, '')));
      for (const [name] of over) open.delete(name);
      await engine.measured(targetOf(n), [
        ...[...open].map(([name, rule]) => series(rule, name, true)),
        ...over.map(([name, rule]) => series(rule, name, false)),
      ]);
      await settle();
    },
  };
}

async function drained({ engine, pass }: ChatWorld): Promise<number> {
  const from = Date.now();
  while (Date.now() < from + 10 * MINUTE) {
    const { queued, sending } = await engine.store.outbox.counts();
    if (queued + sending === 0) break;
    await pass(SECOND, SECOND);
  }
  return Date.now() - from;
}

async function everything({ engine }: ChatWorld): Promise<Alert[]> {
  const open = await engine.store.alerts.list({ ...EVERYTHING, state: 'open' });
  const over = await engine.store.alerts.list({ ...EVERYTHING, state: 'resolved' });
  return [...open.alerts, ...over.alerts];
}

const firedAt = ({ state }: Alert) => (state.kind === 'pending' ? 0 : (state.firedAt ?? 0));

function leadsSince(recorded: readonly Alert[], from: number): number {
  return recorded.filter((one) => one.lead === null && firedAt(one) >= from).length;
}

/** Critical alerts of the outage: which the other chat shows with the line why, and how late the last one came. */
function failedOver(
  { seen, traffic }: ChatWorld,
  other: Service,
  recorded: readonly Alert[],
  from: number,
) {
  const critical = recorded.filter(
    (one) =>
      one.severity === 'critical' &&
      firedAt(one) >= from &&
      firedAt(one) < from + HOUR - 3 * MINUTE,
  );
  const shown = seen[other]();
  const waits: number[] = [];
  const missing: string[] = [];
  for (const one of critical) {
    const name = one.labels['series'] ?? '?';
    const message = shown.find(({ text }) => text.includes(name));
    const post = traffic[other].posted.find(({ remoteId }) => remoteId === message?.id);
    if (!message || !post || !/has not taken it for 2 min/.test(message.text)) missing.push(name);
    else waits.push(post.at - firedAt(one));
  }
  const early = waits.filter((wait) => wait < 2 * MINUTE).length;
  return { told: waits.length, latest: Math.max(0, ...waits), missing, early };
}

function mostWithin(times: readonly number[], span: number): number {
  let first = 0;
  let most = 0;
  for (const [index, at] of times.entries()) {
    while ((times[first] ?? at) <= at - span) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
