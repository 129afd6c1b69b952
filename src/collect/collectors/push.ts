import { formatDuration } from '../../model/format.ts';
import type { Clock } from '../../model/time.ts';
import { soon } from '../../model/wait.ts';
import type { Collector } from '../collector.ts';
import { CollectError } from '../collector.ts';
import type { ToldBook } from '../told.ts';
import { SILENT_AFTER } from '../try-push.ts';

/** Makes rounds of what applications told by themselves: nothing is asked of them. */
export function pushCollector(deps: {
  readonly told: Pick<ToldBook, 'latest'>;
  readonly clock: Pick<Clock, 'now'>;
}): Collector {
  return {
    kind: 'push',
    async collect({ id, name: target, interval, silentAfter = SILENT_AFTER }) {
      // When it takes longer, that is our own slowness and says nothing of the target.
      const told = await soon(deps.told.latest(id), interval / 2).catch((cause: unknown) => {
        const context = { target, retryable: true, isUnknown: true, cause };
        throw new CollectError('what it told before cannot be read; the log says why', context);
      });
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
