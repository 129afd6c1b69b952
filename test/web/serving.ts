import { onTestFinished } from 'vitest';
import type { AppEvent } from '../../src/model/event.ts';
import type { ForeignAlert } from '../../src/model/foreign-alert.ts';
import type { Learn } from '../../src/model/learning.ts';
import type { NewMark } from '../../src/model/mark.ts';
import type { Recorder } from '../../src/model/recorder.ts';
import { DAY } from '../../src/model/time.ts';
import type { AlertPort } from '../../src/web/alert-routes.ts';
import type { EventPort } from '../../src/web/event-intake.ts';
import type { ForeignPort } from '../../src/web/foreign/routes.ts';
import type { PushedSeries } from '../../src/web/intake.ts';
import { intake } from '../../src/web/intake.ts';
import type { Learned } from '../../src/web/learned.ts';
import { openSeen } from '../../src/web/seen.ts';
import type { WebDeps } from '../../src/web/server.ts';
import { startWeb } from '../../src/web/server.ts';
import type { StatusPort } from '../../src/web/status-routes.ts';

export const KEY = 'k-0123456789abcdef-secret';
export const NOW = Date.parse('2030-01-15T12:00:00Z');
export const host = '127.0.0.1';

/** Other names of metrics. */
const ALIASES: Readonly<Record<string, string>> = {
  cpu_usage: 'system.cpu',
  health_score: 'health.score',
};

const TARGETS = [
  { id: 1, name: 'web-1' },
  { id: 2, name: 'db-1' },
];

const STATUS: StatusPort = {
  targets: () => TARGETS,
  status: () => Promise.reject(new Error('no status')),
  alerts: async () => ({ alerts: [], total: 0 }),
};

/** What applications of web-1 record. */
const CALLS: Recorder = {
  ...{ name: 'recordCall', path: 'calls', event: 'call' },
  fields: [
    { name: 'endpoint', kind: 'text', as: 'tag' },
    { name: 'duration_ms', kind: 'number', as: 'body' },
    { name: 'cached', kind: 'truth', as: 'body', isOptional: true },
    { name: 'status', kind: 'number', as: 'tag', isOptional: true },
  ],
};

/** Runs `listen` on ports below 32768 until one is free. */
export async function onFreePort<T>(listen: (port: number) => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    try {
      return await listen(port);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || tries > 20) throw error;
    }
  }
}

/** Settings in memory. */
export function settings() {
  const all = new Map<string, string>();
  return {
    all,
    get: async (key: string) => all.get(key) ?? null,
    set: async (key: string, value: string) => void all.set(key, value),
  };
}

export interface World {
  readonly stored: { target: number; at: number; metric: string; labels: object; value: number }[];
  readonly judged: { target: number; series: readonly PushedSeries[] }[];
  readonly raised: Parameters<AlertPort['raise']>[0][];
  /** Events that were stored, and those that were handed on as new. */
  readonly events: AppEvent[];
  readonly happened: AppEvent[];
  readonly foreign: ForeignAlert[];
  readonly marks: NewMark[];
  readonly failed: unknown[];
  readonly notes: { target: number; note: string | null }[];
  readonly learned: Learned[];
  readonly refused: { target: number; metric: string }[];
  /** Made to fail by a test. */
  broken: boolean;
  /** Storing waits for the one, judging for the other. */
  gate: Promise<void>;
  judging: Promise<void>;
}

/** A server with everything behind it in memory. */
export async function pushing(
  options: Partial<WebDeps> & {
    readonly noKey?: boolean;
    readonly store?: ReturnType<typeof settings>;
    readonly series?: number;
    /** The series of a target are known when this ends. */
    readonly known?: Promise<void>;
    /** The wall clock, where it is not `NOW`. */
    readonly now?: () => number;
    readonly act?: AlertPort['act'];
    readonly status?: Partial<StatusPort>;
    readonly define?: Learn;
    /** Alerts of other products that are taken. */
    readonly room?: number;
  } = {},
) {
  const {
    noKey,
    store = settings(),
    series = 0,
    known,
    now = () => NOW,
    act,
    status,
    ...web
  } = options;
  const world: World = {
    stored: [],
    judged: [],
    raised: [],
    events: [],
    happened: [],
    foreign: [],
    marks: [],
    failed: [],
    notes: [],
    learned: [],
    refused: [],
    broken: false,
    gate: Promise.resolve(),
    judging: Promise.resolve(),
  };
  const clock = { now, monotonic: () => performance.now() };
  const failed = (error: unknown) => world.failed.push(error);
  const seen = await openSeen({ store, clock, failed });
  const take = intake({
    ...{ clock, seen, failed },
    ...(web.patience !== undefined && { patience: web.patience * 0.5 }),
    retention: () => 30 * DAY,
    canonical: (metric) => ALIASES[metric] ?? metric,
    mostSeries: () => 5_000,
    refusedSeries: (target, metric) => void world.refused.push({ target, metric }),
    targets: () => TARGETS,
    async series() {
      await known;
      return Array.from({ length: series }, (_, at) => ({
        metric: 'old',
        labels: { at: `${at}` },
      }));
    },
    async ingest(rows) {
      await world.gate;
      if (world.broken) throw new Error('the disk is full');
      for (const { target, at, metric, labels, value } of rows)
        world.stored.push({ target, at, metric, labels, value });
      return { refused: [] };
    },
    took: (target, { note }) => void world.notes.push({ target, note }),
    async judge(target, pushed) {
      await world.judging;
      world.judged.push({ target, series: pushed });
    },
  });
  const alerts: AlertPort = {
    seen,
    targets: () => TARGETS,
    async raise(row) {
      if (world.broken) throw new Error('the disk is full');
      world.raised.push(row);
      return { id: world.raised.length, isNew: true };
    },
    act: act ?? (async (_action, id) => ({ kind: 'unknown', id })),
  };
  const events: EventPort = {
    ...{ clock, seen, failed },
    retention: () => 30 * DAY,
    targets: () => TARGETS,
    recorders: (target) => (target === 2 ? [] : [CALLS]),
    presetsFor: (path) => (path === 'messages' ? ['persona-bot'] : []),
    async take(given) {
      if (world.broken) throw new Error('the disk is full');
      const result = { taken: [] as number[], duplicate: [] as number[], refused: [] };
      for (const [at, event] of given.entries()) {
        const isKnown = event.key !== null && world.events.some(({ key }) => key === event.key);
        result[isKnown ? 'duplicate' : 'taken'].push(at);
        if (!isKnown) world.events.push(event);
      }
      return result;
    },
    happened: async (given) => void world.happened.push(...given),
  };
  const foreign: ForeignPort = {
    now,
    async take(given) {
      if (world.broken) throw new Error('the disk is full');
      const room = Math.max(0, (options.room ?? 20_000) - world.foreign.length);
      world.foreign.push(...given.slice(0, room));
      return { full: Math.max(0, given.length - room) };
    },
  };
  const server = await onFreePort((port) =>
    startWeb({
      ...{ host, port, failed },
      ...(noKey !== true && { key: KEY }),
      health: async () => ({
        status: 'healthy',
        timestamp: '',
        services: {},
        version: '',
        uptime: 1,
      }),
      ingest: {
        ...{ take, alerts, events, foreign, define: options.define ?? (async () => []) },
        learn: (all) => void world.learned.push(...all),
        status: { ...STATUS, ...status },
        marks: {
          targets: () => TARGETS,
          period: () => ({ now: clock.now(), oldest: clock.now() - 30 * DAY }),
          async add(all) {
            world.marks.push(...all);
            return all.map((one, id) => ({ ...one, id: id + 1 }));
          },
        },
      },
      families: async () => [],
      ...web,
    }),
  );
  onTestFinished(() => server[Symbol.asyncDispose]());
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${server.address}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: JSON.parse(text) };
  };
  /** Sends bytes, and reads whatever comes back. */
  const send = async (
    path: string,
    body: string | Uint8Array,
    headers: Record<string, string> = {},
  ) => {
    const answer = await fetch(`${server.address}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, ...headers },
      body: typeof body === 'string' ? body : new Uint8Array(body),
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    return { status: answer.status, headers: answer.headers, bytes, text: bytes.toString('utf8') };
  };
  return {
    ...server,
    world,
    seen,
    post,
    send,
    take,
    get: (path: string, init = {}) => fetch(`${server.address}${path}`, init),
  };
}
