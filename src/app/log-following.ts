import { createHash, randomUUID } from 'node:crypto';
import { BY_HAND, raiseByHand } from '../alert/desk.ts';
import { logsPart } from '../collect/logs/logs-part.ts';
import type { Finding } from '../collect/logs/take-in.ts';
import type { Part } from '../collect/part.ts';
import { trouble } from '../log/trouble.ts';
import type { Doer } from '../model/alert.ts';
import type { Target } from '../model/target.ts';
import type { Clock } from '../model/time.ts';
import { MINUTE } from '../model/time.ts';
import type { Logs } from '../store/ports.ts';
import { StoreError } from '../store/ports.ts';
import type { Alerting } from './alerting.ts';
import type { Live } from './live.ts';
import { maskerOf } from './masking.ts';

/** Characters of an entry that an alert shows. */
const SHOWN = 300;
/** What was written longer ago is shown with its time. */
const LATE = 5 * MINUTE;

export interface FollowingDeps {
  readonly live: Live;
  readonly alerting: Alerting;
  readonly logs: Pick<Logs, 'states' | 'take'>;
  readonly clock: Clock;
  readonly log: Parameters<typeof trouble>[0];
  /** Something was queued for the channels. */
  queued(): void;
}

/** What follows the logs of each target in its rounds. */
export function followLogs(deps: FollowingDeps): (target: Target) => readonly Part[] {
  const { failed, worked } = trouble(deps.log, (error) => error instanceof StoreError);
  return (target) => [
    logsPart({
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
    }),
  ];
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
  const late = clock.now() - entry.at > LATE ? ` (${new Date(entry.at).toISOString()})` : '';
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
