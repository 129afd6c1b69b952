import { act, annotate, raiseByHand } from '../alert/desk.ts';
import { handOver, stopEscalations } from '../alert/hand-over.ts';
import { retire } from '../alert/retire.ts';
import { coveredBy } from '../alert/sweep.ts';
import type {
  AlertDesk,
  AlertRef,
  CommandContext,
  HandedOver,
  MaintenanceDesk,
  SilenceDesk,
} from '../chat/command.ts';
import { isCron } from '../config/calendar.ts';
import type { PersonConfig } from '../config/config.ts';
import type { Alert, Doer } from '../model/alert.ts';
import type { Actor } from '../model/person.ts';
import { hasRole } from '../model/person.ts';
import type { Matcher } from '../model/silence.ts';
import { matches } from '../model/silence.ts';
import type { Clock } from '../model/time.ts';
import { DAY } from '../model/time.ts';
import { nextStart } from '../schedule/windows.ts';
import type { Samples, Store } from '../store/ports.ts';
import type { Alerting } from './alerting.ts';
import { nextOf } from './cards.ts';
import type { Elsewhere } from './elsewhere.ts';
import type { Live } from './live.ts';
import { isSame, personNamed } from './people-named.ts';
import { ruleDesk } from './rule-desk.ts';

/** How far ahead the next opening of a maintenance window is looked for. */
const AHEAD = 31 * DAY;

export interface DeskParts {
  readonly live: Live;
  readonly alerting: Alerting;
  readonly store: Store;
  readonly samples: Samples;
  readonly clock: Clock;
  /** Writes silences to Alertmanagers too; where nothing runs, nothing does. */
  readonly elsewhere?: Pick<Elsewhere, 'places' | 'placesFor' | 'write'>;
  /** Something was queued for the channels. */
  queued(): void;
  /** Rules or what is watched changed: what judges has to be made anew. */
  rejudge(): Promise<void>;
}

/** What people do with alerts, silences, maintenance and rules, as commands reach it. */
export function desks(
  parts: DeskParts,
): Pick<CommandContext, 'alerts' | 'silences' | 'maintenance' | 'ruleDesk'> {
  return {
    alerts: alertDesk(parts),
    silences: silenceDesk(parts),
    maintenance: maintenanceDesk(parts),
    ruleDesk: ruleDesk(parts, (name, by) => endRule(parts, name, by)),
  };
}

function doer({ id, name }: Actor): Doer {
  return { id, name };
}

function alertDesk({ alerting, store, live, queued }: DeskParts): AlertDesk {
  const { book } = alerting;
  const { alerts, outbox } = store;
  const idsOf = (refs: readonly AlertRef[]) => {
    const ids = refs.flatMap(({ id, all }) => (all ? [id, ...book.shownIn(id)] : [id]));
    // Of the alerts of a message only the open ones are meant.
    const wanted = ids.filter(
      (id) => book.byId(id) !== null || refs.some((one) => !one.all && one.id === id),
    );
    return [...new Set(wanted.length > 0 ? wanted : ids)];
  };
  const told = async <T>(work: Promise<T>): Promise<T> => {
    const result = await work;
    queued();
    return result;
  };
  return {
    list: alerts.list,
    get: alerts.get,
    between: alerts.between,
    touching: alerts.touching,
    holds: alerts.holds,
    members: alerts.members,
    deliveries: outbox.deliveries,
    act: (action, refs, { by, note, lasts = null }) =>
      told(act(alerting, action, idsOf(refs), { by: doer(by), note, lasts })),
    async escalating() {
      const due = [...book.open(null)].filter(
        ({ state, life }) => state.kind === 'firing' && life.escalateAt !== null,
      );
      return due.map((alert) => ({ alert, next: nextOf(live, alert) }));
    },
    stopEscalations: (refs, { by }) => told(stopEscalations(alerting, idsOf(refs), doer(by))),
    people: () => receivers(live).map(({ name }) => name),
    handOver: (to, { by }) => told(handAllOver({ alerting, live }, to, doer(by))),
    note: (id, { by, text }) => told(annotate(alerting, id, { by: doer(by), kind: 'note', text })),
    noise: (id, { by, isNoise }) =>
      told(
        annotate(alerting, id, {
          by: doer(by),
          kind: 'noise',
          text: isNoise ? 'it was noise' : 'it was no noise',
          noise: isNoise ? doer(by) : null,
        }),
      ),
    create({ target, by, ...wanted }) {
      const found = target === null ? live.self : (live.target(target) ?? live.self);
      return told(raiseByHand(alerting, { ...wanted, target: found, by: doer(by) }));
    },
  };
}

/** Whoever may have alerts. */
function receivers(live: Live): readonly PersonConfig[] {
  return live.config().people.filter(({ role }) => hasRole(role, 'operator'));
}

async function handAllOver(
  { alerting, live }: Pick<DeskParts, 'alerting' | 'live'>,
  name: string,
  by: Doer,
): Promise<HandedOver> {
  const { people } = live.config();
  const known = receivers(live);
  const to = personNamed(name, known);
  if (to === null) {
    const names = known.map((one) => one.name).join(', ');
    const list = names === '' ? 'There is none yet' : `Write one of ${names}`;
    return {
      kind: 'refused',
      why: `Nobody of \`people\` who may have alerts is called that. ${list}.`,
    };
  }
  if (isSame(by, to, people)) return { kind: 'refused', why: 'You have them already.' };
  const isTheirs = (owner: Doer) => isSame(by, owner, people);
  const ids = [...alerting.book.open(null)].flatMap(({ id, state }) =>
    state.kind === 'acknowledged' && isTheirs(state.by) ? [id] : [],
  );
  const outcomes = await handOver(alerting, ids, { by, to, isTheirs });
  return { kind: 'done', to: to.name, outcomes };
}

function silenceDesk({ alerting, clock, queued, elsewhere }: DeskParts): SilenceDesk {
  const { silences, book } = alerting;
  return {
    list: silences.list,
    elsewhere: () => elsewhere?.places() ?? [],
    async add({ also, ...wanted }) {
      const { matcher, endsAt } = wanted;
      const covered = coveredNow(alerting, matcher);
      const open = covered.length;
      if (endsAt === null && open === 0) return { silence: null, open };
      const alert = aboutOne(matcher, covered);
      const to = elsewhere ? elsewhere.placesFor(alert, also) : nowhere(also);
      if (typeof to === 'string') return { silence: null, open, refused: to };
      const made = { ...wanted, by: doer(wanted.by), createdAt: clock.now() };
      const silence = await silences.add(made);
      if (alert === null || !elsewhere || to.length === 0) return { silence, open };
      return { silence, open, elsewhere: await elsewhere.write(silence, alert, to) };
    },
    async end(id, by) {
      const ended = await silences.end(id, { at: clock.now(), by: doer(by) });
      queued();
      return ended && { silence: ended.silence, open: coveredBy({ book }, ended).length };
    },
  };
}

/** What is open, known to people, and covered by it. */
function coveredNow({ book }: Pick<Alerting, 'book'>, matcher: Matcher): readonly Alert[] {
  return [...book.open(null)].filter(
    (alert) => alert.state.kind !== 'pending' && matches(matcher, alert),
  );
}

/** The alert that is meant where one is. */
function aboutOne({ fingerprint }: Matcher, [alert]: readonly Alert[]): Alert | null {
  return fingerprint === null ? null : (alert ?? null);
}

function nowhere(also: string | undefined): string | readonly [] {
  return also === undefined ? [] : 'Only a running Tocsin writes to an Alertmanager: start it.';
}

function maintenanceDesk({ alerting, store, clock }: DeskParts): MaintenanceDesk {
  const { windows } = alerting;
  return {
    async list() {
      const now = clock.now();
      const active = windows.active(now);
      return windows.all().map((window) => ({
        ...window,
        activeUntil: active.find((one) => one.window === window)?.until ?? null,
        next: nextStart(window, now, AHEAD),
      }));
    },
    async add({ by, ...window }) {
      if (!isCron(window.at)) {
        return {
          problem: `“${window.at}” is no calendar: write minute, hour, day, month and weekday.`,
        };
      }
      const taken = windows.all().some(({ name }) => name === window.name);
      const added =
        !taken &&
        (await store.adjustments.addMaintenance({ ...window, by: doer(by) }, clock.now()));
      await windows.refresh();
      return { problem: added ? null : `There is a maintenance window ${window.name} already.` };
    },
    async remove(name) {
      const configured = windows.all().find((one) => one.name === name)?.by === null;
      if (configured)
        return {
          problem: `Maintenance ${name} stands in tocsin.yaml: remove it there, then say /config reload.`,
        };
      const removed = await store.adjustments.removeMaintenance(name);
      await windows.refresh();
      return {
        problem: removed
          ? null
          : `There is no maintenance window ${name}. /maintenance lists them.`,
      };
    },
  };
}

/** Ends the open alerts of a rule that a person switched off. */
async function endRule({ alerting, clock, queued }: DeskParts, name: string, by: Doer) {
  await retire(alerting, {
    at: clock.now(),
    rules: ({ rule }) => rule !== name,
    note: `${by.name} switched its rule off`,
  });
  queued();
}
