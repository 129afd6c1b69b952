import { EventEmitter } from 'node:events';
import type { Update } from 'grammy/types';
import type { Answer } from './methods.ts';
import { bad, failed, METHODS } from './methods.ts';
import { polling } from './polling.ts';
import { ruleViolations } from './rules.ts';
import type { HttpServer } from './server.ts';
import { httpServer } from './server.ts';
import { tableCheck } from './table.ts';
import type { Call, Toast, Until } from './watch.ts';
import { describeCalls, toastFor, waiter } from './watch.ts';
import type { FakeMessage, Press, Say, Standing, World } from './world.ts';
import { botUser, newWorld, pressQuery, saidMessage } from './world.ts';

/**
 * What happens to a call instead of its normal handling: an error, no answer (`hang`), a cut connection (`drop`), or
 * the call takes effect and the answer is lost (`lose`).
 */
export type Fault =
  | { readonly code: number; readonly description?: string; readonly parameters?: object }
  | 'hang'
  | 'drop'
  | 'lose';

export type Intercept = (call: Call) => Fault | null | undefined;

/** What someone did, and the bot's answer to it. */
export interface Done<T> {
  readonly updateId: number;
  /** Resolves with the bot's answer; rejects after ten seconds without one. */
  answer(): Promise<T>;
}

/** A local Bot API. Whatever breaks its rules is refused and kept in `violations`. */
export interface FakeTelegram extends AsyncDisposable {
  readonly apiRoot: string;
  readonly requests: readonly Call[];
  readonly violations: string[];
  /** Names of the calls so far, or how often one was made. */
  count(method: string): number;
  /** The bot's messages in a chat, as they stand now. */
  messages(chat: number): readonly FakeMessage[];
  /** Topics of a chat as they stand now. */
  topics(
    chat: number,
  ): readonly { readonly id: number; readonly name: string; readonly closed: boolean }[];
  /** A person writes; the answer is the bot's message that replies to it. */
  say(what: Say): Done<FakeMessage> & { readonly messageId: number };
  /** A person presses a button; the answer is the toast. */
  press(what: Press): Done<Toast>;
  /** Sends any other update. */
  push(update: Omit<Update, 'update_id'>): number;
  /** Delivers an update once more. */
  repeat(updateId: number): void;
  /** Looks at once, after every call and now and then, for ten seconds. */
  readonly until: Until;
  /** The command menu as it stands. */
  menu(): readonly { readonly command: string; readonly description: string }[];
  setMenu(commands: readonly { command: string; description: string }[]): void;
  /** Highest offset that was confirmed. */
  confirmed(): number;
  /** Updates that nobody confirmed. */
  unconfirmed(): readonly number[];
  polling(): boolean;
  /** Applies to every call until the returned function is called. */
  intercept(fault: Intercept): () => void;
  down(): Promise<void>;
  up(): Promise<void>;
  revokeToken(): void;
  restoreToken(): void;
  /** Forgets every message: later edits find nothing. */
  forget(): void;
  /** A basic group becomes a supergroup. */
  migrate(from: number, to: number): void;
  setWebhook(url: string): void;
  /** What the bot is in a chat from now on. */
  stands(chat: number, as: Standing): void;
}

/** Starts a Bot API on a free port of 127.0.0.1 for one bot. */
export async function startTelegram(options: {
  readonly token: string;
  readonly username?: string;
}): Promise<FakeTelegram> {
  const table = tableCheck();
  const world = newWorld(botUser(options));
  const events = new EventEmitter().setMaxListeners(0);
  const violations: string[] = [];
  const requests: Call[] = [];
  const faults = new Set<Intercept>();
  const polls = polling(world);
  let revoked = false;

  async function perform(call: Call, signal: AbortSignal): Promise<Answer> {
    const wrong = [
      ...ruleViolations(call.method, call.params),
      ...(table?.request(call.method, call.params) ?? []),
    ];
    if (wrong.length > 0) {
      violations.push(...wrong.map((one) => `${call.method}: ${one}`));
      return bad(wrong[0] ?? '');
    }
    if (call.method === 'getUpdates') return checked(await polls.poll(call.params, signal), call);
    const method = METHODS[call.method];
    if (!method) return failed(404, 'Not Found: method not found');
    return checked(method(world, call.params), call);
  }

  function checked(answer: Answer, call: Call): Answer {
    if (answer.kind === 'done') {
      violations.push(...(table?.result(call.method, answer.result) ?? []));
    }
    return answer;
  }

  const http = await httpServer(async ({ token, method, params, signal }) => {
    const call: Call = { method, params, at: Date.now() };
    requests.push(call);
    events.emit('call');
    const fault = [...faults].map((one) => one(call)).find((one) => one != null);
    if (fault === 'hang' || fault === 'drop') return fault;
    if (fault && fault !== 'lose') {
      const { code, description = `Error ${code}`, parameters = {} } = fault;
      return { ...failed(code, description), parameters };
    }
    if (token !== options.token || revoked) return failed(401, 'Unauthorized');
    const answer = await perform(call, signal);
    events.emit('call');
    return fault === 'lose' ? 'hang' : answer;
  });

  function push(update: Omit<Update, 'update_id'>): number {
    const whole = { update_id: world.nextUpdate++, ...update } as Update;
    violations.push(...(table?.update(whole) ?? []));
    polls.push(whole);
    return whole.update_id;
  }

  const until = waiter(events, () => describeCalls(requests, violations));

  return {
    apiRoot: http.root,
    requests,
    violations,
    count: (method) => requests.filter((call) => call.method === method).length,
    topics: (chat) =>
      [...world.topics]
        .filter(([key]) => key.startsWith(`${chat}:`))
        .map(([key, { name, closed }]) => ({ id: Number(key.split(':')[1]), name, closed })),
    messages: (chat) => [...world.messages.values()].filter((one) => one.chat === chat),
    say(what) {
      const message = saidMessage(world, what);
      const updateId = push({ message } as Omit<Update, 'update_id'>);
      const isAnswer = (one: FakeMessage) =>
        one.chat === what.chat && one.replyTo === message.message_id;
      return {
        updateId,
        messageId: message.message_id,
        answer: () => until(() => [...world.messages.values()].find(isAnswer)),
      };
    },
    press(what) {
      const query = pressQuery(world, what);
      const updateId = push({ callback_query: query });
      return { updateId, answer: () => until(() => toastFor(requests, query.id)) };
    },
    push,
    repeat: polls.repeat,
    setWebhook: polls.hook,
    stands: (chat, as) => void world.standing.set(chat, as),
    until,
    menu: () => world.commands as { command: string; description: string }[],
    setMenu(commands) {
      world.commands = [...commands];
    },
    confirmed: () => world.confirmed,
    unconfirmed: () => world.queue.map((update) => update.update_id),
    polling: polls.waiting,
    intercept(fault) {
      faults.add(fault);
      return () => void faults.delete(fault);
    },
    ...controls(world, http, (value) => {
      revoked = value;
    }),
    [Symbol.asyncDispose]: () => http.down(),
  };
}

function controls(world: World, http: HttpServer, revoke: (value: boolean) => void) {
  return {
    down: () => http.down(),
    up: () => http.up(),
    revokeToken: () => revoke(true),
    restoreToken: () => revoke(false),
    forget: () => world.messages.clear(),
    migrate: (from: number, to: number) => void world.moved.set(from, to),
  };
}
