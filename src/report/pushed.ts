import type { Reply } from '../chat/reply.ts';
import { say } from '../chat/reply.ts';
import type { Labels } from '../model/sample.ts';
import type { Target } from '../model/target.ts';

interface PushedReaders {
  readonly series: {
    series(target: number): Promise<readonly { metric: string; labels: Labels }[]>;
  };
}

/** Names that one answer lists. */
const MOST = 10;

/**
 * Where no check is run here: that checks of these targets come by push, and what shows them. null: none do.
 * `data` is for programs, as it is without them.
 */
export async function pushedReply(
  { series }: PushedReaders,
  targets: readonly Target[],
  data: unknown,
): Promise<Reply | null> {
  const all = await Promise.all(targets.map(({ id }) => series.series(id)));
  const told = all.flat().filter(({ metric }) => metric === 'check.up');
  if (told.length === 0) return null;
  const names = [...new Set(told.map(({ labels }) => labels['name'] ?? 'one without a name'))];
  const more = names.length > MOST ? ` and ${names.length - MOST} more` : '';
  const list = names.slice(0, MOST).join(', ');
  const text = `No check is run here. These come by push: ${list}${more}. /alerts, /perf and /chart check.up show them.`;
  return say(text, 'info', data);
}
