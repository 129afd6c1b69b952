import type { Block, Inline, Reply } from '../chat/reply.ts';
import { heading, line, reply, strong, time } from '../chat/reply.ts';
import { formatDuration } from '../model/format.ts';
import type { Mark } from '../model/mark.ts';
import { markText } from '../model/mark.ts';
import type { Instant } from '../model/time.ts';
import { MINUTE } from '../model/time.ts';
import { iso } from './data.ts';
import { shortened } from './state-text.ts';

/** A change this long before an alert began may have to do with it. */
export const BEFORE = 30 * MINUTE;
const SHOWN = 20;

/** `2 min after deploy 1f3c by Ana`: the newest change shortly before an alert began, if there is one. */
export function changedBefore(began: Instant, marks: readonly Mark[]): string | null {
  const last = marks.findLast(({ at }) => at <= began && at >= began - BEFORE);
  if (last === undefined) return null;
  const span = began - last.at;
  const ago = span < MINUTE ? 'right after' : `${formatDuration(span)} after`;
  return `${ago} ${shortened(markText(last), 100)} by ${shortened(last.by.name, 40)}`;
}

/** The newest marks first. */
export function marksReply(
  marks: readonly Mark[],
  { days, nameOf }: { readonly days: number; nameOf(target: number): string },
): Reply {
  const newest = marks.toReversed();
  const blocks: Block[] = [heading(`Changes of the last ${days} d`)];
  if (newest.length === 0) {
    blocks.push(line('None was told of: /mark deploy 1f3c, or POST /api/marks.', 'muted'));
  }
  for (const mark of newest.slice(0, SHOWN)) blocks.push(line(markLine(mark, nameOf)));
  if (newest.length > SHOWN) blocks.push(line(`${newest.length - SHOWN} older ones.`, 'muted'));
  return reply(blocks, {
    data: {
      marks: newest.map(({ at, target, by, ...mark }) => ({
        ...mark,
        ...{ at: iso(at), target: target === null ? null : nameOf(target), by: by.name },
      })),
    },
  });
}

function markLine(mark: Mark, nameOf: (target: number) => string): Inline[] {
  const { id, at, target, url, by } = mark;
  const words = shortened(markText(mark), 120);
  return [
    `#${id} `,
    ...[time(at, 'full'), ' '],
    url === null ? strong(words) : { kind: 'link', text: words, url },
    ` · ${target === null ? 'everything' : nameOf(target)} · ${by.name}`,
  ];
}
