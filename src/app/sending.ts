import { consoleChannel } from '../chat/console/prompt.ts';
import type { Reply } from '../chat/reply.ts';
import type { Address, ChatSurface } from '../chat/surface.ts';
import { isRead } from '../config/channels.ts';
import type { Log } from '../log/log.ts';
import type { Mentions } from '../model/mention.ts';
import { SECOND } from '../model/time.ts';
import { aborted } from '../model/wait.ts';
import { absentChannel } from '../notify/absent.ts';
import type { Listener } from '../notify/audience.ts';
import type { Channel } from '../notify/channel.ts';
import type { ChannelKind, ChannelTools } from '../notify/channel-kind.ts';
import type { OutboxQueue, SenderDeps } from '../notify/outbox.ts';
import { senders } from '../notify/senders.ts';

/** How long what is being sent may still take once the process was asked to stop. */
const FAREWELL = 1.5 * SECOND;
/** Why nothing can be sent to a channel that went. */
const GONE = 'messages wait for it, and it is configured no more';
/** The channel that is always there; it hears of alerts unless another terminal is configured. */
export const TERMINAL: Listener = { name: 'console', kind: 'console' };
const TOKEN = new Map([
  ['discord', 'DISCORD_TOKEN'],
  ['telegram', 'TELEGRAM_BOT_TOKEN'],
]);

/** A place for messages, configured or linked. */
export interface Place extends Listener {
  readonly address: string;
  readonly thread: string | null;
  readonly style?: 'forum' | 'threads';
  /** Whom messages with a sound call. */
  readonly mention?: Mentions;
  /** `address` is a person, who is told in private. */
  readonly isDirect?: boolean;
  /** Of a kind of the registry. */
  readonly options?: Readonly<Record<string, unknown>>;
}

export interface SendingDeps extends Omit<SenderDeps, 'channel' | 'failed' | 'delivered'> {
  readonly queue: OutboxQueue & {
    /** Channels for which something waits. */
    waiting(): Promise<readonly string[]>;
    /** What is sent to the channel goes to `place` from now on; true when its cards stand elsewhere, and are forgotten. */
    arrive(channel: string, place: string): Promise<boolean>;
  };
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  print(reply: Reply): void;
  /** The kinds of channels beside the chats. */
  readonly kinds: readonly ChannelKind[];
  /** A reply as plain text. */
  text: ChannelTools['text'];
  /** A reply as a message of Discord's. */
  discord: ChannelTools['discord'];
}

/**
 * Every channel there is, and who sends to them. Linked chats come while it runs; a chat that is configured too is told
 * once, by its configured name.
 */
export function channelList(
  config: { readonly channels: readonly Place[] },
  linked: readonly Place[],
) {
  let configured = config.channels;
  let people: readonly Place[] = [];
  let paired: readonly Place[] = [];
  let opened: (channel: Place) => void = () => {};
  let closed: (name: string) => void = () => {};
  let renewed: (name: string) => void = () => {};
  let wake = () => {};
  let back = () => {};
  /** Linked chats that are not configured too. */
  const ours = () => paired.filter((one) => !configured.some((two) => isSame(one, two)));
  const shared = () => [...configured, ...ours()];
  const all = () => [...shared(), ...people];
  /** A terminal that is configured stands for the built-in one, which would show everything twice. */
  const hasScreen = () => configured.some(({ kind }) => kind === 'console');
  const change = (make: () => void): void => {
    const before = all();
    make();
    const gone = before.filter(({ name }) => !all().some((one) => one.name === name));
    const come = all().filter(
      (one) =>
        !before.some(
          (two) => one.name === two.name && isSamePlace(one, two) && isSameWay(one, two),
        ),
    );
    for (const { name } of gone) closed(name);
    for (const channel of come) opened(channel);
    // A chat's own limits hold for all of its channels, whichever is meant.
    for (const { name } of come.filter(({ options }) => options !== undefined)) renewed(name);
    if (come.length > 0) back();
  };
  const add = (channel: Place) => {
    if (paired.some((one) => isSame(one, channel))) return;
    paired = [...paired, channel];
    if (ours().includes(channel)) opened(channel);
  };
  for (const channel of linked) add(channel);
  return {
    listeners: (): readonly Listener[] => (hasScreen() ? all() : [...all(), TERMINAL]),
    /** The same, with where each of them is. */
    places: (): readonly Place[] =>
      hasScreen() ? all() : [...all(), { ...TERMINAL, address: '', thread: null }],
    /** The name by which a channel is told: a person whose private chat is linked is told there, once, by the link. */
    heardAs(name: string): string {
      const person = people.find((one) => one.name === name);
      return (person && ours().find((one) => isSamePlace(one, person))?.name) ?? name;
    },
    /** Names of the chats that were linked by a code. */
    linked: (): readonly string[] => ours().map(({ name }) => name),
    /** Something was queued. */
    wake: () => wake(),
    /** A service is back: what failed is tried at once. */
    back: () => back(),
    /**
     * Channels that people read and that can tell what another cannot: of another kind first, the terminal last; never a
     * person.
     */
    backups(failed: string): readonly string[] {
      const kind = all().find(({ name }) => name === failed)?.kind;
      const others = shared().filter(({ name }) => name !== failed);
      const ranked = others
        .filter((one) => isRead(one.kind))
        .toSorted((a, b) => Number(a.kind === kind) - Number(b.kind === kind));
      return [...ranked.map(({ name }) => name), TERMINAL.name];
    },
    /** Takes over other configured channels; linked ones stay. What waits for one that goes is kept. */
    configure: (channels: readonly Place[]) =>
      change(() => {
        configured = channels;
      }),
    /** Takes over other places of people. */
    meet: (places: readonly Place[]) =>
      change(() => {
        people = places;
      }),
    /** A chat was linked. */
    link: add,

    /** Starts sending to every channel; resolves when all have ended, after `signal` aborts. */
    async send(
      deps: SendingDeps,
      chats: readonly ChatSurface[],
      signal: AbortSignal,
    ): Promise<void> {
      const cut = new AbortController();
      const running = senders({ ...deps, ...teller(deps.log) }, signal, cut.signal);
      const open = opener(deps, chats);
      const places = new Map<string, Channel>();
      wake = running.wake;
      back = running.retryNow;
      renewed = running.renew;
      opened = (channel) => {
        places.set(channel.name, open(channel));
        running.add(byName(channel, places));
      };
      closed = (name) => places.delete(name);
      running.add(consoleChannel(TERMINAL.name, deps.print));
      for (const channel of all()) opened(channel);
      for (const name of await forgotten(deps, running.names())) {
        deps.log.warn(`${name}: ${GONE}`);
        running.add(byName({ name, kind: 'absent' }, places));
      }
      await aborted(signal);
      const farewell = setTimeout(() => cut.abort(), FAREWELL);
      await running.ended();
      clearTimeout(farewell);
    },
  };
}

/** One channel cannot be told twice, by two names or at two places. */
function isSame(a: Place, b: Place): boolean {
  return a.name === b.name || isSamePlace(a, b);
}

function isSamePlace(a: Place, b: Place): boolean {
  if (a.options !== undefined || b.options !== undefined) return a.name === b.name;
  return a.kind === b.kind && a.address === b.address && a.thread === b.thread;
}

/** Whether messages are sent there as before: by the same server, with the same password. */
function isSameWay(a: Place, b: Place): boolean {
  const wayOf = ({ style, mention, options }: Place) => JSON.stringify([style, mention, options]);
  return a.kind === b.kind && wayOf(a) === wayOf(b);
}

/** Sends to whatever stands behind a name at that moment, so that a name can come to mean another place. */
function byName({ name, kind }: Listener, places: ReadonlyMap<string, Channel>): Channel {
  const now = () => places.get(name) ?? absentChannel(name, GONE);
  return {
    name,
    kind,
    post: (message, signal) => now().post(message, signal),
    edit: (remoteId, message, signal) => now().edit(remoteId, message, signal),
  };
}

function opener(deps: SendingDeps, chats: readonly ChatSurface[]) {
  const { log, print, queue, kinds } = deps;
  return (place: Place): Channel => {
    const { name, kind, options = {} } = place;
    if (kind === 'console') return consoleChannel(name, print);
    const where = standing(place);
    const chat = chats.find((one) => one.name === kind);
    if (chat) return atPlace(chat.channel(name, addressOf(place)), where, queue);
    const reason = closedReason(place, { kinds, hasChat: () => false });
    const found = kinds.find((one) => one.kind === kind);
    if (found && reason === null) {
      return atPlace(found.open(name, options, toolsOf(deps, name)), where, queue);
    }
    log.warn(`${name}: ${reason}`);
    return absentChannel(name, reason ?? '');
  };
}

function addressOf({ address: id, thread, style, mention, isDirect }: Place): Address {
  return {
    ...{ id, thread },
    ...(style !== undefined && { style }),
    ...(mention !== undefined && { mention }),
    ...(isDirect !== undefined && { isDirect }),
  };
}

/** Where its cards stand; posts of a forum stand elsewhere than the messages of a channel. */
function standing({ kind, address, thread, style }: Place): string {
  return JSON.stringify([kind, address, thread, ...(style === 'forum' ? [style] : [])]);
}

/** Why nothing can be sent to a place, and what to do; null when it can. */
export function closedReason(
  { kind, options = {} }: Place,
  known: { readonly kinds: readonly ChannelKind[]; hasChat(kind: string): boolean },
): string | null {
  if (kind === 'console' || known.hasChat(kind)) return null;
  const found = known.kinds.find((one) => one.kind === kind);
  if (found) return found.missing?.(options) ?? null;
  return `nothing can be sent there without ${TOKEN.get(kind)}: put it into .env`;
}

function toolsOf(deps: SendingDeps, name: string): ChannelTools {
  const { text, discord, clock, log } = deps;
  return { text, discord, clock, warn: (line) => log.warn(`${name}: ${line}`) };
}

/**
 * A channel whose name may have meant another place before, where its cards stand: nothing is edited or answered there.
 * It is asked at the first message, when what was under way to the other place has its receipt.
 */
function atPlace(
  channel: Channel,
  place: string,
  queue: Pick<SendingDeps['queue'], 'arrive'>,
): Channel {
  let isKnown = false;
  const moves = async () => {
    const moved = !isKnown && (await queue.arrive(channel.name, place));
    isKnown = true;
    return moved;
  };
  return {
    name: channel.name,
    kind: channel.kind,
    async post(message, signal) {
      const moved = await moves();
      return channel.post(moved ? { ...message, replyTo: null } : message, signal);
    },
    async edit(remoteId, message, signal) {
      if (await moves()) return { kind: 'gone', reason: 'the channel is at another place' };
      return channel.edit(remoteId, message, signal);
    },
  };
}

/** Channels that messages wait for and that are configured no more. */
async function forgotten({ queue, log }: SendingDeps, known: readonly string[]): Promise<string[]> {
  try {
    return (await queue.waiting()).filter((name) => !known.includes(name));
  } catch (error) {
    log.error({ err: error }, 'what waits for former channels cannot be read');
    return [];
  }
}

/** Says each reason once until it changes or sending works again, so that an outage is a line and not a page. */
function teller(log: SendingDeps['log']): Pick<SenderDeps, 'failed' | 'delivered'> {
  const said = new Map<string, string>();
  return {
    failed(channel, reason, final) {
      const text = final
        ? `${channel}: ${reason}; given up, /alert shows it`
        : `${channel}: ${reason}; kept, trying again`;
      if (said.get(channel) === text) return;
      said.set(channel, text);
      if (final) log.error(text);
      else log.warn(text);
    },
    delivered(channel) {
      if (said.delete(channel)) log.info(`${channel}: messages arrive again`);
    },
  };
}
