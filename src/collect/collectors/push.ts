import { formatDuration } from '../../model/format.ts';
import type { Clock } from '../../model/time.ts';
import { MINUTE } from '../../model/time.ts';
import type { Collector } from '../collector.ts';
import { CollectError } from '../collector.ts';
import type { ToldBook } from '../told.ts';

/** How long a target may be silent unless it says otherwise. */
const SILENT_AFTER = 5 * MINUTE;

/** Makes rounds of what applications told by themselves: nothing is asked of them. */
export function pushCollector(deps: {
  readonly told: Pick<ToldBook, 'latest'>;
  readonly clock: Pick<Clock, 'now'>;
}): Collector {
  return {
    kind: 'push',
    async collect({ id, name: target, silentAfter = SILENT_AFTER }, signal) {
      const told = await deps.told.latest(id);
      signal.throwIfAborted();
      if (told === null) {
        const context = { target, retryable: true, isUnknown: true };
        throw new CollectError('nothing has arrived yet: docs/client.md says how', context);
      }
      if (told.silence > silentAfter) {
        throw new CollectError(silent(told.silence), { target, retryable: true });
      }
      const since = deps.clock.now() - silentAfter;
      return told.newest.filter(({ at }) => at >= since);
    },
    async [Symbol.asyncDispose]() {},
  };
}

function silent(milliseconds: number): string {
  return `nothing has arrived for ${formatDuration(milliseconds)}`;
}
