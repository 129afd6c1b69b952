import type { CheckView } from '../model/check.ts';
import { formatDuration } from '../model/format.ts';
import type { Service } from '../model/service.ts';
import type { Clock, Instant } from '../model/time.ts';
import { HOUR } from '../model/time.ts';
import type { Alerting } from './alerting.ts';
import type { CheckBook } from './check-book.ts';
import type { Live } from './live.ts';
import { redactorOf } from './masking.ts';
import type { ToldChecks, ToldState } from './told-checks.ts';

/** A check of an application that tells nothing for so long says nothing of now. */
const SILENT = HOUR;

export interface ServicesDeps {
  readonly book: Pick<CheckBook, 'views' | 'isGone'>;
  readonly told: Pick<ToldChecks, 'all'>;
  readonly live: Pick<Live, 'targets' | 'config'>;
  readonly pauses: Pick<Alerting['pauses'], 'of'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Everything that is looked at: configured checks in their order, then those of applications. */
export function servicesOf(deps: ServicesDeps): () => Promise<readonly Service[]> {
  return async () => {
    const { book, live, pauses, clock } = deps;
    const redact = redactorOf(live.config());
    const targets = new Map(live.targets().map((one) => [one.id, one.name]));
    const paused = new Set(
      live.targets().flatMap(({ id, name }) => (pauses.of(id) === null ? [] : [name])),
    );
    const own = book.views().map((view) => ownService(view, paused));
    const names = new Set(own.map(({ name, target }) => `${name} ${target}`));
    const told = (await deps.told.all()).flatMap((state) => {
      const target = targets.get(state.target);
      if (target === undefined || names.has(`${state.name} ${target}`)) return [];
      // Named like a check that went: these are its last values, unless an application says more.
      const isLeft = book.isGone('check.up', { name: state.name }) && !state.isHeard;
      return isLeft
        ? []
        : [toldService(state, target, { isPaused: paused.has(target), now: clock.now() })];
    });
    return distinct([...own, ...told.map((one) => redacted(one, redact))]);
  };
}

function ownService({ check, state, off }: CheckView, paused: ReadonlySet<string>): Service {
  const { name, target, kind, criticality } = check;
  return {
    ...{ id: name, name, target, kind, criticality },
    status: off !== null || paused.has(target) ? 'paused' : state.status,
    latency: state.last?.latency ?? null,
    at: state.last?.at ?? null,
    lastOk: state.lastOk,
    reasons: state.last?.reasons ?? [],
    details: state.last?.details ?? {},
  };
}

function toldService(
  { name, status, latency, message, details, at, lastOk }: ToldState,
  target: string,
  { isPaused, now }: { readonly isPaused: boolean; readonly now: Instant },
): Service {
  const isSilent = now - at > SILENT;
  const silence = `nothing was told for ${formatDuration(now - at)}`;
  const said = message === null ? [] : [message];
  const seen = isSilent ? 'unknown' : status;
  return {
    ...{ id: name, name, target, kind: null, criticality: 'normal' },
    status: isPaused ? 'paused' : seen,
    reasons: isSilent ? [silence, ...said] : said,
    ...{ latency, at, lastOk, details },
  };
}

/** What applications say may hold a secret of ours. */
function redacted(service: Service, redact: (text: string) => string): Service {
  const details = Object.entries(service.details).map(
    ([name, value]) => [name, typeof value === 'string' ? redact(value) : value] as const,
  );
  return {
    ...service,
    reasons: service.reasons.map(redact),
    details: Object.fromEntries(details),
  };
}

/** One name of several targets stands for none of them. */
function distinct(services: readonly Service[]): readonly Service[] {
  const count = new Map<string, number>();
  for (const { name } of services) count.set(name, (count.get(name) ?? 0) + 1);
  return services.map((one) =>
    one.kind === null && (count.get(one.name) ?? 0) > 1
      ? { ...one, id: `${one.name}@${one.target}` }
      : one,
  );
}
