import type { Book } from '../alert/book.ts';
import { nextStep } from '../alert/escalation.ts';
import type { Reply } from '../chat/reply.ts';
import { type About, aboutOf } from '../model/about.ts';
import type { Alert } from '../model/alert.ts';
import { seriesOf } from '../model/alert-series.ts';
import { noLabels } from '../model/sample.ts';
import type { Clock } from '../model/time.ts';
import { HOUR } from '../model/time.ts';
import type { BundleView } from '../report/bundle-card.ts';
import { bundleOf } from '../report/bundle-card.ts';
import { alertCard, type CardView } from '../report/card.ts';
import { BEFORE, changedBefore } from '../report/mark-text.ts';
import { evenly } from '../report/series.ts';
import type { Samples, Store } from '../store/ports.ts';
import type { Live } from './live.ts';

/** Alerts of one message that are looked up in the store; of a storm the open ones are at hand. */
const MEMBERS = 100;

type CardActions = NonNullable<CardView['actions']>;

export interface CardDeps {
  readonly store: Pick<Store, 'alerts' | 'marks' | 'causes'>;
  readonly samples: Samples;
  readonly live: Live;
  readonly book: Pick<Book, 'shownIn' | 'byId'>;
  readonly clock: Clock;
  /** Actions that are for an alert; none unless given. */
  fitting?(alert: Alert): CardActions;
}

/** Renders an alert's card from what is stored now, so that a late delivery shows the truth. */
export function cardMaker(deps: CardDeps) {
  return async (id: number, channel: string): Promise<{ reply: Reply; about: About } | null> => {
    const found = await deps.store.alerts.get(id);
    if (!found) return null;
    const { alert, events } = found;
    const rule = deps.live.ruleOf(alert);
    const { metric } = alert.evidence;
    const members = await membersOf(deps, alert);
    const reply = alertCard({
      alert,
      events,
      unit: metric === null ? 'none' : (deps.live.catalogue().unitOf(metric) ?? 'none'),
      trend: await lastHour(deps, alert),
      clear: rule?.clear ?? null,
      runbook: rule?.runbook ?? null,
      holds: await deps.store.alerts.holds(id),
      members,
      channel,
      next: nextOf(deps.live, alert),
      soonest: soonestOf(deps, id),
      changed: await changeOf(deps.store, alert),
      cause: (await deps.store.causes.of([id])).get(id) ?? null,
      actions: deps.fitting?.(alert) ?? [],
    });
    return { reply, about: aboutOf(alert, members, unitOf(deps.live)) };
  };
}

/** What a note about an alert is about, for programs. */
export function aboutMaker(
  deps: Pick<CardDeps, 'book' | 'live'> & { readonly store: Pick<Store, 'alerts'> },
) {
  return async (id: number): Promise<About | null> => {
    const found = await deps.store.alerts.get(id);
    if (!found) return null;
    return aboutOf(found.alert, await membersOf(deps, found.alert), unitOf(deps.live));
  };
}

/** What changed shortly before an alert began. */
async function changeOf({ marks }: Pick<Store, 'marks'>, alert: Alert): Promise<string | null> {
  const { since } = alert.state;
  return changedBefore(since, await marks.between(since - BEFORE, since, alert.target));
}

/** Of what its message shows the alert whose escalation goes on first; null while none does. */
function soonestOf({ book, live }: CardDeps, id: number): NonNullable<CardView['soonest']> | null {
  let soonest: Alert | null = null;
  for (const one of book.shownIn(id)) {
    const alert = book.byId(one);
    const at = alert?.state.kind === 'firing' ? alert.life.escalateAt : null;
    if (alert && at !== null && at < (soonest?.life.escalateAt ?? Number.POSITIVE_INFINITY)) {
      soonest = alert;
    }
  }
  return soonest && { alert: soonest, next: nextOf(live, soonest) };
}

function unitOf(live: Live) {
  return (metric: string) => live.catalogue().unitOf(metric) ?? 'none';
}

/** The step of its escalation that comes next. */
export function nextOf(live: Pick<Live, 'config'>, { life }: Pick<Alert, 'life'>) {
  const { escalations } = live.config();
  const chain = escalations.find(({ name }) => name === life.escalation?.chain);
  return nextStep(chain ?? null, life);
}

/** What an alert's message shows beside itself, counted; null when it shows it alone. */
async function membersOf(
  { store, book }: Pick<CardDeps, 'book'> & { readonly store: Pick<Store, 'alerts'> },
  { id, life }: Alert,
): Promise<BundleView | null> {
  const { alerts, total } = await store.alerts.members(id, life.storm ? 1 : MEMBERS);
  if (total < 2) return null;
  if (total === alerts.length) return bundleOf(alerts);
  const open = [...book.shownIn(id)].flatMap((one) => book.byId(one) ?? []);
  return { ...bundleOf(open), total, resolved: total - open.length };
}

async function lastHour(
  { samples, clock }: { samples: Samples; clock: Clock },
  alert: Alert,
): Promise<readonly (number | null)[]> {
  const { target, state } = alert;
  const { metric } = alert.evidence;
  if (metric === null) return [];
  const to = state.kind === 'resolved' ? state.at : clock.now();
  const range = { from: to - HOUR, to: to + 1 };
  const found = seriesOf(alert, await samples.series(target));
  const series = found ?? { metric, labels: noLabels() };
  const points = await samples.points(target, series, { ...range, limit: 240 });
  return evenly(points, range, 30);
}
