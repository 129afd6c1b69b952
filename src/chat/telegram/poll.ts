import type { UserFromGetMe } from 'grammy/types';
import type { Instant } from '../../model/time.ts';
import { SECOND } from '../../model/time.ts';
import { pause } from '../../model/wait.ts';
import type { SurfaceState } from '../surface.ts';
import type { Client, Outcome } from './client.ts';
import type { Failure } from './failure.ts';
import type { Inbox, InboxWork, Stored } from './inbox.ts';
import { lateness } from './lateness.ts';
import { MAX_BATCH } from './limits.ts';
import type { Pace } from './pace.ts';

/** Kinds of updates that are asked for; Telegram remembers the list, so it is sent every time. */
const WANTED = ['message', 'callback_query', 'my_chat_member'] as const;

/** Pause after an empty answer that came far too early: some servers do not hold a poll open. */
const HASTY = SECOND / 2;

/** Extra time for the answer of a long poll. */
const POLL_SLACK = 10 * SECOND;

export interface PollDeps {
  readonly client: Client;
  readonly inbox: Inbox;
  readonly pace: Pace;
  readonly now: () => Instant;
  /** Called whenever the bot is connected; gives who handles its updates. */
  connected(me: UserFromGetMe, source: string): Promise<InboxWork>;
  report(state: SurfaceState): void;
  warn(message: string): void;
}

interface Connection {
  readonly source: string;
  readonly work: InboxWork;
  readonly offset: number;
  /** Monotonic time of the last poll that left nothing behind, or null. */
  readonly polledAt: number | null;
}

/** Fetches, stores and hands on updates until `signal` aborts. An update is confirmed only after it was stored. */
export async function pollUpdates(deps: PollDeps, signal: AbortSignal): Promise<void> {
  let connection: Connection | null = null;
  let failure: Failure | null = null;
  let failures = 0;
  while (!signal.aborted) {
    const now: Connection | null = connection;
    // After a failure a short poll tells at once whether it is over; a rival shows only during a long one.
    const wait = failure === null || failure.kind === 'conflict' ? deps.pace.poll : 0;
    const outcome = await attempt(deps, () =>
      now === null ? connect(deps, signal) : fetchUpdates(deps, { ...now, wait, signal }),
    );
    if (signal.aborted) return;
    if (outcome.kind === 'done') {
      connection = outcome.value;
      failure = null;
      failures = 0;
      deps.report({ kind: 'connected', detail: '' });
      continue;
    }
    failure = outcome.failure;
    if (failure.kind === 'conflict' && failure.webhook) connection = null;
    deps.report({ kind: 'down', detail: detailOf(failure) });
    await pause(pauseAfter(failure, failures++, deps.pace), signal);
  }
}

/** What goes wrong on our side, such as in the store, is a failure like any other: nothing is confirmed. */
async function attempt(
  { client }: PollDeps,
  step: () => Promise<Outcome<Connection>>,
): Promise<Outcome<Connection>> {
  try {
    return await step();
  } catch (error) {
    const reason = `Telegram's updates cannot be taken: ${client.redact((error as Error).message)}`;
    return { kind: 'failed', failure: { kind: 'unavailable', reason } };
  }
}

async function connect(deps: PollDeps, signal: AbortSignal): Promise<Outcome<Connection>> {
  const { client } = deps;
  const me = await client.call((api, within) => api.getMe(within), { signal });
  if (me.kind === 'failed') return me;
  const hook = await client.call((api, within) => api.getWebhookInfo(within), { signal });
  if (hook.kind === 'failed') return hook;
  const { url } = hook.value;
  if (url !== undefined && url !== '') {
    deps.warn(
      `Telegram: a webhook to ${hostOf(url)} was set for this bot and is removed: only one program can take its updates`,
    );
    const removed = await client.call(
      (api, within) => api.deleteWebhook({ drop_pending_updates: false }, within),
      { signal },
    );
    if (removed.kind === 'failed') return removed;
  }
  const source = `telegram:${me.value.id}`;
  const offset = await deps.inbox.offset(source);
  const work = await deps.connected(me.value, source);
  await work.takeAll();
  return { kind: 'done', value: { source, work, offset, polledAt: null } };
}

async function fetchUpdates(
  deps: PollDeps,
  poll: Connection & { readonly wait: number; readonly signal: AbortSignal },
): Promise<Outcome<Connection>> {
  const { source, work, offset, wait, signal } = poll;
  const query = {
    offset,
    limit: MAX_BATCH,
    timeout: Math.round(wait / SECOND),
    allowed_updates: WANTED,
  };
  const asked = performance.now();
  const got = await deps.client.call((api, within) => api.getUpdates(query, within), {
    signal,
    deadline: wait + POLL_SLACK,
  });
  if (got.kind === 'failed') return got;
  const updates = got.value;
  const clock = performance.now();
  if (updates.length === 0 && clock - asked < Math.min(wait, HASTY)) await pause(HASTY, signal);
  const next = updates.reduce((high, update) => Math.max(high, update.update_id + 1), offset);
  if (updates.length > 0) {
    const gap = poll.polledAt === null ? null : clock - poll.polledAt;
    const at = deps.now();
    const rows = updates.map((update) => {
      const stored: Stored = { update, late: lateness(update, gap, at) };
      return { id: update.update_id, body: JSON.stringify(stored) };
    });
    await deps.inbox.add(source, rows, next, at);
    await work.takeAll();
  }
  const polledAt = updates.length < MAX_BATCH ? clock : poll.polledAt;
  return { kind: 'done', value: { source, work, offset: next, polledAt } };
}

/** Without the path, which may hold a secret. */
function hostOf(url: string): string {
  return URL.parse(url)?.host ?? 'an address that cannot be read';
}

function detailOf(failure: Failure): string {
  if (failure.kind !== 'conflict') return failure.reason;
  return `Another program polls Telegram with this token; stop it or run deleteWebhook (${failure.reason})`;
}

function pauseAfter(failure: Failure, failures: number, pace: Pace): number {
  const [first, longest] = pace.backOff;
  switch (failure.kind) {
    case 'unauthorised':
      return pace.badToken;
    case 'flood':
      return failure.after;
    case 'conflict':
      return failure.webhook ? first : Math.min(pace.conflict * 2 ** failures, longest);
    case 'unavailable':
    case 'migrated':
    case 'forbidden':
    case 'refused':
      return Math.min(first * 2 ** failures, longest);
    default:
      return failure satisfies never;
  }
}
