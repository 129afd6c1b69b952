import type { Alert } from '../model/alert.ts';
import { compareSeverity, SEVERITIES } from '../model/alert.ts';
import { formatDuration } from '../model/format.ts';
import type { SystemStatus } from '../model/system-status.ts';
import type { Target } from '../model/target.ts';
import type { Clock, Instant } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import { iso } from '../report/data.ts';
import { isStale } from '../report/health.ts';
import { pauseData } from '../report/pause-text.ts';
import { unreachableSince } from '../report/unreachable.ts';
import type { Store } from '../store/ports.ts';
import type { StatusPort } from '../web/status-routes.ts';
import type { Alerting } from './alerting.ts';
import type { Live } from './live.ts';

export interface StatusDeps {
  readonly live: Pick<Live, 'targets'>;
  readonly alerting: Pick<Alerting, 'book' | 'pauses'>;
  readonly store: Pick<Store, 'alerts' | 'scores' | 'rounds'>;
  readonly clock: Clock;
  readonly version: string;
  readonly startedAt: Instant;
}

/** How all that is watched is doing, for programs. */
export function statusPort(deps: StatusDeps): StatusPort {
  return {
    targets: deps.live.targets,
    alerts: (filter) => deps.store.alerts.list(filter),
    async status() {
      const open = [...deps.alerting.book.open(null)].filter(isTold);
      const isWatched = ({ target }: Alert) => deps.alerting.pauses.of(target) === null;
      const targets: TargetStatus[] = [];
      for (const target of deps.live.targets()) targets.push(await statusOf(deps, target));
      const scored = targets.flatMap(({ score, status }) =>
        score === null ? [] : { score, status },
      );
      const worst = scored.toSorted((one, other) => one.score - other.score)[0] ?? NO_DATA;
      const uptime = Math.max(0, deps.clock.now() - deps.startedAt);
      return {
        overall_health: overall(open.filter(isWatched), targets),
        ...worst,
        uptime: formatDuration(uptime),
        uptime_seconds: Math.floor(uptime / SECOND),
        active_alerts: { total: open.length, by_severity: counted(open) },
        targets,
        version: deps.version,
      };
    },
  };
}

type TargetStatus = SystemStatus['targets'][number];

const NO_DATA = { score: null, status: 'NO DATA' } as const;
const PAUSED = { score: null, status: 'PAUSED' } as const;

async function statusOf(
  { alerting, store, clock }: StatusDeps,
  target: Target,
): Promise<TargetStatus> {
  const now = clock.now();
  const [score, last] = [await store.scores.latest(target.id), await store.rounds.last(target.id)];
  const pause = alerting.pauses.of(target.id);
  const silent = pause === null ? NO_DATA : PAUSED;
  const { rounds } = store;
  const since = pause === null ? await unreachableSince(target, { rounds, now }) : null;
  const holds =
    pause === null && score !== null && last?.ok === true && !isStale(score, target, now);
  return {
    name: target.name,
    ...(holds ? { score: score.score, status: score.status } : silent),
    paused: pauseData(pause),
    unreachable_since: iso(since),
    last_check: last && new Date(last.at).toISOString(),
    data_age_s: score && Math.max(0, Math.round((now - score.at) / SECOND)),
  };
}

function isTold({ state }: Alert): boolean {
  return state.kind !== 'pending';
}

function overall(
  open: readonly Alert[],
  targets: readonly TargetStatus[],
): SystemStatus['overall_health'] {
  const isAt = (least: Alert['severity']) =>
    open.some(({ severity }) => compareSeverity(severity, least) >= 0);
  if (isAt('critical')) return 'unhealthy';
  return isAt('warning') || targets.some(({ status }) => status === NO_DATA.status)
    ? 'degraded'
    : 'healthy';
}

function counted(open: readonly Alert[]): SystemStatus['active_alerts']['by_severity'] {
  const count = (wanted: Alert['severity']) =>
    open.filter(({ severity }) => severity === wanted).length;
  return Object.fromEntries(SEVERITIES.map((one) => [one, count(one)])) as Record<
    Alert['severity'],
    number
  >;
}
