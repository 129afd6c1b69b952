import type { Book } from '../alert/book.ts';
import type { GateWorld } from '../alert/gate.ts';
import type { InhibitDeps } from '../alert/inhibit.ts';
import { inhibitor } from '../alert/inhibit.ts';
import { quietUntil } from '../alert/quiet.ts';
import type { AlertChange } from '../model/alert-change.ts';
import type { Maintenance } from '../model/silence.ts';
import { matches } from '../model/silence.ts';
import type { Instant } from '../model/time.ts';
import { HOUR, MINUTE } from '../model/time.ts';
import { hostInhibitions } from '../presets/host-rules.ts';
import { maintenanceCalendar } from '../schedule/windows.ts';
import type { Store } from '../store/ports.ts';
import type { Live } from './live.ts';
import type { Pauses } from './pauses.ts';
import type { People } from './people.ts';
import type { Silences } from './silences.ts';

/** Maintenance windows of the configuration and of the chats. */
export interface Windows {
  all(): readonly Maintenance[];
  active(now: Instant): readonly { readonly window: Maintenance; readonly until: Instant }[];
  /** Looks up anew which there are. */
  refresh(): Promise<void>;
}

export async function openWindows(live: Live, store: Pick<Store, 'adjustments'>): Promise<Windows> {
  let all: readonly Maintenance[] = [];
  let calendar = maintenanceCalendar(all);
  async function refresh() {
    const own = await store.adjustments.maintenance();
    all = [...live.config().maintenance, ...own];
    calendar[Symbol.dispose]();
    calendar = maintenanceCalendar(all);
  }
  await refresh();
  return { all: () => all, active: (now) => calendar.active(now), refresh };
}

/** Counts the messages with a sound of the last hour, by channel. */
export interface PushCount {
  note(changes: readonly AlertChange[], at: Instant): void;
  isSpent(channel: string, now: Instant): boolean;
}

export async function openPushCount(
  live: Live,
  store: Pick<Store, 'outbox'>,
  now: Instant,
): Promise<PushCount> {
  const times = new Map<string, Instant[]>();
  for (const { name, pushesPerHour } of live.config().channels) {
    if (pushesPerHour === null) continue;
    const count = await store.outbox.pushes(name, now - HOUR);
    times.set(
      name,
      Array.from({ length: count }, () => now),
    );
  }
  return {
    note(changes, at) {
      for (const { channel, silent } of changes.flatMap(({ messages }) => messages)) {
        if (silent !== true) times.set(channel, [...(times.get(channel) ?? []), at].slice(-1_000));
      }
    },
    isSpent(channel, at) {
      const most = live.config().channels.find(({ name }) => name === channel)?.pushesPerHour;
      if (most == null) return false;
      const recent = (times.get(channel) ?? []).filter((one) => at - one < HOUR && one <= at);
      times.set(channel, recent);
      return recent.length >= most;
    },
  };
}

/** The world as the gate sees it. */
export function gateWorld(deps: {
  readonly live: Live;
  readonly book: Book;
  readonly silences: Silences;
  readonly windows: Windows;
  readonly pushes: PushCount;
  readonly pauses: Pick<Pauses, 'of'>;
  readonly people: Pick<People, 'quietOf' | 'leastOf'>;
  readonly needs?: InhibitDeps['needs'];
}): (now: Instant) => GateWorld {
  const { live, windows, pushes, silences, people } = deps;
  const inhibits = inhibitor({
    book: deps.book,
    targets: live.targets,
    rules: () => [...hostInhibitions, ...live.config().inhibit],
    ...(deps.needs && { needs: deps.needs }),
  });
  const quiet = new Map<string, { minute: number; until: Instant | null }>();

  function quietNow(channel: string, now: Instant): Instant | null {
    const hours = people.quietOf(channel);
    if (hours === null) return null;
    const minute = Math.floor(now / MINUTE);
    const known = quiet.get(channel);
    if (known?.minute === minute) return known.until;
    const until = quietUntil(hours, now);
    quiet.set(channel, { minute, until });
    return until;
  }

  return (now) => ({
    now,
    silences: silences.active().filter(({ endsAt }) => endsAt === null || endsAt > now),
    maintenance: windows.active(now).map(({ window, until }) => ({
      name: window.name,
      until,
      covers: (alert) => matches(window.matcher, alert),
    })),
    paused: deps.pauses.of,
    inhibitor: inhibits,
    quietUntil: (channel) => quietNow(channel, now),
    leastOf: people.leastOf,
    isSpent: (channel) => pushes.isSpent(channel, now),
  });
}
