import type { AnnounceDeps } from '../alert/announce.ts';
import { openBook } from '../alert/book.ts';
import type { DeskDeps } from '../alert/desk.ts';
import { BY_HAND } from '../alert/desk.ts';
import type { EvaluateDeps } from '../alert/evaluate.ts';
import { gatherer } from '../alert/gather.ts';
import type { InhibitDeps } from '../alert/inhibit.ts';
import type { Audience, Escalations, NoteKind, Told } from '../alert/ports.ts';
import type { Config } from '../config/config.ts';
import type { Alert } from '../model/alert.ts';
import { compareSeverity } from '../model/alert.ts';
import type { AlertChange, Applied } from '../model/alert-change.ts';
import { isPersonal } from '../model/person.ts';
import type { Clock } from '../model/time.ts';
import type { Listener } from '../notify/audience.ts';
import { audience } from '../notify/audience.ts';
import { waysFor } from '../notify/route.ts';
import type { BundleView } from '../report/bundle-card.ts';
import { bundleOf } from '../report/bundle-card.ts';
import { alertNote } from '../report/card.ts';
import type { Store } from '../store/ports.ts';
import type { PushCount, Windows } from './gate-world.ts';
import { gateWorld, openPushCount, openWindows } from './gate-world.ts';
import type { Live } from './live.ts';
import type { Pauses } from './pauses.ts';
import { openPauses } from './pauses.ts';
import type { People } from './people.ts';
import type { Silences } from './silences.ts';
import { openSilences } from './silences.ts';

/** Everything that alerts live by, put together. */
export interface Alerting extends EvaluateDeps, DeskDeps {
  readonly people: Pick<People, 'quietOf' | 'leastOf'>;
  readonly silences: Silences;
  readonly windows: Windows;
  readonly pushes: PushCount;
  readonly pauses: Pauses;
}

export interface AlertingDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** Words behind values; without it there are none. */
  readonly note?: EvaluateDeps['note'];
  listeners(): readonly Listener[];
  /** The name by which a channel is told; its own unless given. */
  heardAs?(channel: string): string;
  /** People as channels; there are none unless given. */
  readonly people?: Pick<People, 'reached' | 'quietOf' | 'leastOf'>;
  /** Without what the thing of an alert cannot work; nothing unless given. */
  readonly needs?: InhibitDeps['needs'];
  /** Hears of alerts that fired and are stored; must not throw and must not take time. */
  fired?(alerts: readonly Alert[]): void;
}

export async function openAlerting(live: Live, deps: AlertingDeps): Promise<Alerting> {
  const { store, clock } = deps;
  const now = clock.now();
  const silences = await openSilences(store.silences);
  const windows = await openWindows(live, store);
  const pushes = await openPushCount(live, store, now);
  const pauses = await openPauses(store.settings, clock);
  const log: typeof store.alerts = {
    ...store.alerts,
    async apply(changes, at) {
      pushes.note(changes, at);
      const applied = await store.alerts.apply(changes, at);
      deps.fired?.(firedBy(changes, applied));
      return applied;
    },
  };
  const ids = [...live.targets(), live.self].map(({ id }) => id);
  const book = await openBook(log, ids, now, (alert) => live.ruleOf(alert)?.cooldown ?? 0);
  const gather = gatherer(() => live.config().alerting);
  gather.restore(book.open(null), now);
  const people = deps.people ?? nobody(live);
  const { needs } = deps;
  const world = gateWorld({ live, book, silences, windows, pushes, pauses, people, needs });
  const announcing: AnnounceDeps = {
    book,
    gather,
    world,
    ruleOf: live.ruleOf,
    audience: audienceOf(live, book, deps),
    escalations: escalationsOf(live, clock),
  };
  return {
    ...announcing,
    people,
    silences,
    windows,
    pushes,
    pauses,
    now: clock.now,
    ...(deps.note && { note: deps.note }),
    unitOf: (metric) => live.catalogue().unitOf(metric) ?? 'none',
  };
}

/** What fired of what was stored. */
function firedBy(changes: readonly AlertChange[], applied: readonly Applied[]): Alert[] {
  return applied.flatMap((one, place) => {
    const fired = changes[place]?.events.some(({ kind }) => kind === 'fired') ?? false;
    return one.kind === 'applied' && fired ? [one.alert] : [];
  });
}

function audienceOf(
  live: Live,
  book: AnnounceDeps['book'],
  { listeners, clock, people, heardAs = (name) => name }: AlertingDeps,
): Audience {
  return audience<Told, NoteKind>({
    now: clock.now,
    routes: () => live.config().routes,
    listeners,
    reached: (name, at) => (people?.reached(name, at) ?? [name]).map(heardAs),
    ownChannels: (alert) =>
      alert.rule === BY_HAND ? null : (live.ruleOf(alert)?.channels ?? null),
    always: () => alwaysTold(live.config(), listeners()),
    note(alert, kind, said) {
      const first = alert.lead ?? alert.id ?? 0;
      const { count, targets } = book.shownEver(first);
      const members = count > 1 ? bundleNamed(count, targets) : null;
      return alertNote(alert, kind, {
        now: clock.now(),
        members,
        ...(said !== undefined && { said }),
      });
    },
  });
}

/** A rule says it best, then the routes that decide who is told, then the settings for what is critical. */
function escalationsOf(live: Live, clock: Clock): Escalations {
  const named = (name: string | null | undefined) =>
    live.config().escalations.find((one) => one.name === name) ?? null;
  return {
    named,
    of(alert) {
      const { rules, routes, alerting } = live.config();
      const own = live.ruleOf(alert);
      if (own?.escalation !== undefined) return named(own.escalation);
      // What the file itself says of its rule is not what a preset says of one.
      if (rules.some(({ name, escalate }) => name === alert.rule && escalate !== null)) return null;
      const routed = waysFor(alert, routes, clock.now()).find(
        (way) => way.escalation !== undefined,
      );
      if (routed) return named(routed.escalation);
      return compareSeverity(alert.severity, 'critical') < 0 ? null : named(alerting.escalation);
    },
    ackExpires: () => live.config().alerting.ackExpires,
  };
}

/** Without people, channels are as they are configured. */
function nobody(live: Live): Pick<People, 'quietOf' | 'leastOf'> {
  const quietOf = (channel: string) =>
    live.config().channels.find(({ name }) => name === channel)?.quiet ?? null;
  return { quietOf, leastOf: () => 'info' };
}

/** A message with several alerts, as a note names it. */
function bundleNamed(total: number, targets: readonly string[]): BundleView {
  const byTarget = targets.map((name) => ({ name, count: 1 }));
  return { ...bundleOf([]), total, resolved: total, byTarget };
}

/** Linked chats and the terminal, but no person, hear of everything that is not mere information. */
function alwaysTold(config: Config, listeners: readonly Listener[]): readonly string[] {
  const routed = new Set(config.channels.map(({ name }) => name));
  return listeners.map(({ name }) => name).filter((name) => !routed.has(name) && !isPersonal(name));
}
