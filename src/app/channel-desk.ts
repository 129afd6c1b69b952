import { randomBytes } from 'node:crypto';
import type { ChannelDesk } from '../chat/channel-desk.ts';
import { line, reply } from '../chat/reply.ts';
import type { ChatSurface } from '../chat/surface.ts';
import type { ChannelTest, ChannelView } from '../model/channel-view.ts';
import type { ChannelTraffic, DeliveryReport } from '../model/outbox.ts';
import type { Actor } from '../model/person.ts';
import type { Clock } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import { pause } from '../model/wait.ts';
import type { ChannelKind } from '../notify/channel-kind.ts';
import type { Store } from '../store/ports.ts';
import { closedReason, type Place } from './sending.ts';

type TestOptions = Parameters<ChannelDesk['test']>[1];

/** How often it is looked how a test fares. */
const LOOK = SECOND / 10;

export interface ChannelDeskDeps {
  /** Every channel there is. */
  places(): readonly Place[];
  readonly kinds: readonly ChannelKind[];
  /** Whether a chat is connected, or would be. */
  hasChat(kind: string): boolean;
  /** Chats that run. */
  chats(): readonly Pick<ChatSurface, 'name' | 'state'>[];
  readonly store: Pick<Store, 'outbox'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Whether a process runs that sends. */
  readonly isRunning: boolean;
  route: ChannelDesk['route'];
  /** Something was queued for the channels. */
  queued(): void;
}

export function channelDesk(deps: ChannelDeskDeps): ChannelDesk {
  const { places, kinds, store, clock } = deps;
  return {
    route: deps.route,
    async list() {
      const traffic = new Map((await store.outbox.traffic()).map((one) => [one.channel, one]));
      const there = new Set(places().map(({ kind }) => kind));
      return {
        channels: places().map((place) => viewOf(deps, place, traffic.get(place.name))),
        absent: kinds.filter(({ kind }) => !there.has(kind)),
      };
    },

    async test(names, { by, signal, tell }) {
      if (!deps.isRunning) return null;
      const key = `test-${randomBytes(8).toString('hex')}`;
      for (const name of names) {
        await store.outbox.queue({ key, channel: name, body: testBody(name, by) }, clock.now());
      }
      deps.queued();
      const look = () => Promise.all(names.map((name) => fateOf(deps, name, key)));
      return settled(look, { signal, tell });
    },
  };
}

function testBody(channel: string, by: Actor): string {
  const text = `A test by ${by.name}: alerts arrive here as channel ${channel}.`;
  return JSON.stringify(reply([line(text)], { data: { test: true } }));
}

/** Looks until nothing waits any more, or `signal` aborts. */
async function settled(
  look: () => Promise<readonly ChannelTest[]>,
  { signal, tell }: { readonly signal: AbortSignal } & Pick<TestOptions, 'tell'>,
): Promise<readonly ChannelTest[]> {
  let told = '';
  for (;;) {
    const tests = await look();
    const isOver = tests.every(({ kind }) => kind !== 'waiting');
    if (isOver || signal.aborted) return tests;
    const now = JSON.stringify(tests);
    if (now !== told) tell(tests);
    told = now;
    await pause(LOOK, signal);
  }
}

function viewOf(
  { kinds, hasChat, chats }: ChannelDeskDeps,
  place: Place,
  traffic: ChannelTraffic | undefined,
): ChannelView {
  const { name, kind } = place;
  const chat = chats().find((one) => one.name === kind);
  return {
    ...{ name, kind, address: shownAddress(place) },
    off: closedReason(place, { kinds, hasChat }),
    connection: chat === undefined ? null : connectionOf(chat),
    waiting: traffic?.waiting ?? 0,
    deliveredAt: traffic?.deliveredAt ?? null,
    trouble: traffic?.trouble ?? null,
  };
}

/** Of a person only enough to know it again; a private chat of Telegram has the id of the person. */
function shownAddress({ kind, address, isDirect }: Place): string {
  const isPerson = isDirect === true || (kind === 'telegram' && /^\d+$/.test(address));
  return isPerson ? `${address.slice(0, 1)}***${address.slice(-2)}` : address;
}

function connectionOf(chat: Pick<ChatSurface, 'state'>): string | null {
  const { kind, detail } = chat.state();
  if (kind === 'connected') return null;
  return detail === '' ? kind : `${kind}: ${detail}`;
}

async function fateOf({ store }: ChannelDeskDeps, name: string, key: string): Promise<ChannelTest> {
  const fate = await store.outbox.fate({ channel: name, key });
  return { name, ...outcomeOf(fate) };
}

function outcomeOf(fate: DeliveryReport | null) {
  const reason = fate?.reason ?? null;
  if (fate?.state === 'dead') return { kind: 'refused', reason: reason ?? 'given up' } as const;
  if (fate?.state !== 'sent') return { kind: 'waiting', reason } as const;
  const took = (fate.settledAt ?? fate.createdAt) - fate.createdAt;
  const remark = reason === null ? {} : { remark: reason };
  return { kind: 'delivered', took: Math.max(0, took), ...remark } as const;
}
