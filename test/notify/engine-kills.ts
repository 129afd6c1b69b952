import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { expect, onTestFinished } from 'vitest';
import { systemClock } from '../../src/model/time.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { startChild } from '../store/children.ts';
import { freshFolder } from '../store/fresh-folder.ts';
import { startDiscord } from '../support/discord/fake-discord.ts';
import { startTelegram } from '../support/telegram/telegram.ts';
import { aPlace, aRoute, openEngine, seriesRule, someTargets } from './engine.ts';
import type { Findings, RecordedAlert } from './oracle.ts';
import { compare, recordedOf, seenIn, seenOn } from './oracle.ts';
import { GUILD, OPS, opsChannel, phoneChannel, TELEGRAM_TOKEN } from './real-channels.ts';

export const POINTS = ['before commit', 'after commit', 'after send', 'before mark'] as const;
export type Point = (typeof POINTS)[number] | 'random';

export interface Kills {
  readonly alerts: number;
  readonly ends: number;
  /** Alerts that share a message with another. */
  readonly grouped: number;
  /** What the child said was recorded, and the store does not know. */
  readonly forgotten: readonly string[];
  readonly damaged: number;
  readonly ops: Findings;
  readonly phone: Findings;
}

/** Starts the engine and kills it at each of these moments, then lets everything be sent and looks at both chats. */
export async function killAt(points: readonly Point[]): Promise<Kills> {
  const folder = freshFolder();
  const file = join(folder, 'tocsin.db');
  await using discord = await startDiscord({
    guilds: [{ id: GUILD }],
    channels: [{ id: OPS, guild: GUILD }],
  });
  await using telegram = await startTelegram({ token: TELEGRAM_TOKEN });
  const { apiUrl, token } = discord;
  const addresses = { discord: { apiUrl, token }, telegram: { apiRoot: telegram.apiRoot } };
  const said = new Map<string, string>();
  let damaged = 0;
  for (const [index, point] of points.entries()) {
    const lines = await oneLife(folder, JSON.stringify(addresses), { point, index });
    for (const line of lines.slice(1)) {
      const [series = '', state = ''] = line.split(' ');
      said.set(series, state);
    }
    if (!isWhole(file)) damaged += 1;
  }
  await drain(folder, addresses);
  const recorded = await everythingIn(file);
  const known = new Map(recorded.map((one) => [one.series, one]));
  const shared = new Set(recorded.flatMap(({ lead }) => lead ?? []));
  return {
    alerts: recorded.length,
    ends: recorded.filter(({ isOver }) => isOver).length,
    grouped: recorded.filter(({ id, lead }) => lead !== null || shared.has(id)).length,
    forgotten: [...said]
      .filter(([series, state]) => {
        const found = known.get(series);
        return found === undefined || (state === 'resolved' && !found.isOver);
      })
      .map(([series, state]) => `${series} ${state}`),
    damaged,
    ops: compare(recorded, seenOn(discord)),
    phone: compare(recorded, seenIn(telegram)),
  };
}

/** Gives what the child printed before it was killed. */
async function oneLife(
  folder: string,
  addresses: string,
  { point, index }: { readonly point: Point; readonly index: number },
): Promise<readonly string[]> {
  const script = new URL('./child-engine.ts', import.meta.url);
  const nth = String(1 + Math.floor(Math.random() * 15));
  const prefix = `k${String(index).padStart(3, '0')}`;
  const child = startChild(script, folder, addresses, point, nth, prefix);
  const exit = once(child.process, 'exit');
  if (point === 'random') {
    await child.printed(1);
    await sleep(Math.random() * 700);
    await child.kill();
    return child.lines;
  }
  const late = setTimeout(() => child.process.kill('SIGTERM'), 20_000);
  const [, signal] = await exit;
  clearTimeout(late);
  if (signal !== 'SIGKILL') throw new Error(`it never came to the point “${point}”`);
  await child.kill();
  return child.lines;
}

function isWhole(file: string): boolean {
  const database = new Database(file);
  try {
    return database.pragma('integrity_check', { simple: true }) === 'ok';
  } finally {
    database.close();
  }
}

type Addresses = Parameters<typeof opsChannel>[0];

async function drain(folder: string, addresses: Addresses): Promise<void> {
  await using engine = await openEngine({
    folder,
    clock: systemClock,
    channels: [opsChannel(addresses), phoneChannel(addresses)],
    config: {
      targets: someTargets(6),
      rules: [seriesRule('mild', 'warning'), seriesRule('bad', 'critical')],
      channels: [aPlace('ops'), aPlace('phone')],
      routes: [aRoute('info', ['ops', 'phone'])],
    },
  });
  engine.send();
  for (;;) {
    const { queued, sending } = await engine.store.outbox.counts();
    if (queued + sending === 0) return;
    await sleep(50);
  }
}

async function everythingIn(file: string): Promise<RecordedAlert[]> {
  const store = await openStore(file, { now: Date.now });
  onTestFinished(() => store[Symbol.asyncDispose]());
  const filter = { severity: null, target: null, limit: 1_000_000 };
  const open = await store.alerts.list({ ...filter, state: 'open' });
  const over = await store.alerts.list({ ...filter, state: 'resolved' });
  return [...open.alerts, ...over.alerts].map(recordedOf);
}

/** One line for people. */
export function summaryOf(name: string, kills: number, found: Kills): string {
  const { alerts, ends, grouped, damaged, ops, phone } = found;
  return (
    `${name}: ${kills} kills, ${alerts} alerts (${grouped} in groups, ${ends} ended); ` +
    `lost ${ops.lost.length} in Discord and ${phone.lost.length} in Telegram, ` +
    `repeated ${ops.repeated.length} and ${phone.repeated.length}, ` +
    `ends before their card ${ops.early.length + phone.early.length}, damaged databases ${damaged}`
  );
}

/** What holds however it was killed: with keys nothing comes twice, without at most one message for each kill. */
export function expectKept(found: Kills, kills: number): void {
  expect(found.alerts).toBeGreaterThan(kills);
  expect(found.ends).toBeGreaterThan(0);
  expect(found.grouped).toBeGreaterThan(0);
  expect(found.forgotten).toEqual([]);
  expect(found.damaged).toBe(0);
  expect(found.ops).toEqual({ lost: [], repeated: [], early: [] });
  expect(found.phone).toMatchObject({ lost: [], early: [] });
  expect(found.phone.repeated.length).toBeLessThanOrEqual(kills);
}
