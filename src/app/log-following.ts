import { createHash, randomUUID } from 'node:crypto';
import { BY_HAND, raiseByHand } from '../alert/desk.ts';
import { type LogsPart, logsPart } from '../collect/logs/logs-part.ts';
import type { Finding } from '../collect/logs/take-in.ts';
import { type Part, partsRound } from '../collect/part.ts';
import type { Host } from '../collect/remote.ts';
import { trouble } from '../log/trouble.ts';
import type { Doer } from '../model/alert.ts';
import { formatMoment } from '../model/format.ts';
import type { Target } from '../model/target.ts';
import type { Clock } from '../model/time.ts';
import { MINUTE, SECOND } from '../model/time.ts';
import type { Logs } from '../store/ports.ts';
import { StoreError } from '../store/ports.ts';
import type { Alerting } from './alerting.ts';
import type { Live } from './live.ts';
import { maskerOf } from './masking.ts';

/** Characters of an entry that an alert shows. */
const SHOWN = 300;
/** What was written longer ago is shown with its time. */
const LATE = 5 * MINUTE;
/** Of one look at a log between two rounds. */
const PATIENCE = 4 * SECOND;

export interface FollowingDeps {
  readonly live: Live;
  readonly alerting: Alerting;
  readonly logs: Pick<Logs, 'states' | 'take'>;
  readonly clock: Clock;
  readonly log: Parameters<typeof trouble>[0];
  /** Something was queued for the channels. */
  queued(): void;
}

/** Follows the logs of all targets. */
export interface LogFollowing {
  /** What is asked in each round of a target. */
  parts(target: Target): readonly Part[];
  /** Looks at the logs of a target between two rounds; nothing happens while a round does so. */
  look(target: Target, host: Host, signal: AbortSignal): Promise<void>;
}

export function followLogs(deps: FollowingDeps): LogFollowing {
  const { failed, worked } = trouble(deps.log, (error) => error instanceof StoreError);
  const made = new Map<number, LogsPart>();

  function partOf(target: Target): LogsPart {
    return logsPart({
      target: target.id,
      wanted: () => deps.live.logsOf(target.id),
      keeping: deps.logs,
      raise: (log, finding) => raise(deps, target, { log, ...finding }),
      failed: (what, error) => failed(`${what} of ${target.name}`, error),
      worked: (what) => worked(`${what} of ${target.name}`),
      gone: (log, path) =>
        deps.log.error(
          `${path} of ${target.name} is gone; its last lines may be missing in ${log}`,
        ),
      token: randomUUID(),
    });
  }

  return {
    parts(target) {
      const part = partOf(target);
      made.set(target.id, part);
      return [part];
    },
    async look({ id }, host, signal) {
      const between = made.get(id)?.between(deps.clock.monotonic()) ?? null;
      if (between === null) return;
      try {
        const round = partsRound(host, { clock: deps.clock, random: Math.random });
        await round([between.part], { signal, patience: PATIENCE });
      } finally {
        between.over();
      }
    },
  };
}

/** One alert for each pattern of a log, as long as it is open; a person resolves it. */
async function raise(
  { live, alerting, clock, queued }: FollowingDeps,
  target: Target,
  { log, pattern, entry }: Finding & { readonly log: string },
): Promise<void> {
  if (pattern.severity === null) return;
  const by = finder(`${log}\n${pattern.name}`);
  const isOpen = [...alerting.book.open(target.id)].some(
    ({ rule, fingerprint }) => rule === BY_HAND && fingerprint.endsWith(`/${by.id}`),
  );
  if (isOpen) return;
  const [first = ''] = maskerOf(live.config())(entry.text).split('\n');
  const late = clock.now() - entry.at > LATE ? `, written ${formatMoment(entry.at)}` : '';
  const { severity, name } = pattern;
  const message = `${name} in ${log} of ${target.name}${late}: ${first.slice(0, SHOWN)}`;
  await raiseByHand(alerting, { target, severity, type: 'log', message, by });
  queued();
}

/** Stands in the alert's own fingerprint, so that the open alert of a pattern is found after a restart too. */
function finder(mark: string): Doer {
  const digest = createHash('sha256').update(mark).digest('hex').slice(0, 24);
  return { id: `log:${digest}`, name: 'a pattern' };
}
