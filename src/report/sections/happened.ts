import type { Block, Inline, Tone } from '../../chat/reply.ts';
import { line, strong, time } from '../../chat/reply.ts';
import type { Alert, Severity } from '../../model/alert.ts';
import { beganAt, compareSeverity } from '../../model/alert.ts';
import { formatDuration } from '../../model/format.ts';
import type { Mark } from '../../model/mark.ts';
import type { Instant } from '../../model/time.ts';
import { DAY, MINUTE } from '../../model/time.ts';
import { iso } from '../data.ts';
import { BEFORE, changedBefore } from '../mark-text.ts';
import type { PeriodFacts } from '../period/facts.ts';
import type { PeriodReaders } from '../period/readers.ts';
import { counted, shortened } from '../state-text.ts';
import { covered, openSpans } from './open-spans.ts';
import { titled } from './section.ts';

/** Targets of a report, and what is told of one of several, and of one alone. */
const TARGETS = 10;
const OF_EACH = 3;
const OF_ONE = 12;
/** Alerts whose cause is looked up. */
const MOST_CAUSES = 100;
const TONES = {
  ...{ info: 'info', warning: 'warning', error: 'bad' },
  ...{ critical: 'critical', emergency: 'critical' },
} as const satisfies Record<Severity, Tone>;
/** How much a minute of each severity weighs: what was critical for a moment is less than hours of an error. */
const WEIGHT = { info: 0.1, warning: 1, error: 4, critical: 10, emergency: 20 } as const;

/** Alerts of one rule on one target in a period, as one thing that happened. */
interface Happening {
  readonly worst: Alert;
  /** How often they fired; at least that often when `isCut`. */
  readonly count: number;
  readonly isCut: boolean;
  /** When the first of them fired first. */
  readonly from: Instant;
  /** null: it lasts. */
  readonly to: Instant | null;
  /** Milliseconds in which at least one of them was open; when `isCut`, with the short ends between. */
  readonly open: number;
  readonly changed: string | null;
  /** What was to be seen when the worst one fired, in one line; null: nothing stood out. */
  readonly cause: string | null;
}

/** What happened in a period, target by target, the worst first: when, how often, how long, and what had changed before. */
export async function happened(
  readers: Pick<PeriodReaders, 'marks' | 'causes'>,
  facts: PeriodFacts,
): Promise<{ readonly blocks: readonly Block[]; readonly data: unknown }> {
  const { range } = facts.period;
  const [oldest] = facts.alerts;
  const first = oldest ? Math.min(range.from, beganAt(oldest.state)) : range.from;
  const marks = await readers.marks.between(first - BEFORE, range.to, null);
  const all = await withCauses(readers, happenings(facts, marks));
  const groups = [...Map.groupBy(all, ({ worst }) => worst.target).values()];
  const each = facts.isOne ? OF_ONE : OF_EACH;
  const blocks = groups.slice(0, TARGETS).map((group) => targetBlock(group, each));
  const left = groups.slice(TARGETS).length;
  if (left > 0) blocks.push(line(`${counted(left, 'more target')}: name one.`, 'muted'));
  const none = [line('Nothing: no alert fired.', 'good')];
  return {
    blocks: titled('What happened', all.length === 0 ? none : blocks),
    data: all.map(({ worst, count, from, to, open, changed, cause }) => ({
      ...{ target: worst.targetName, rule: worst.rule, severity: worst.severity },
      ...{ message: worst.message, count, from: iso(from), to: iso(to) },
      ...{ open_s: Math.round(open / 1_000), changed, cause, alert: worst.id },
    })),
  };
}

/** What happened on one target, a line each. */
function targetBlock(group: readonly Happening[], most: number): Block {
  const [first] = group;
  const rest = group.length - most;
  const text: Inline[] = [
    strong(shortened(first?.worst.targetName ?? '', 60)),
    ...group.slice(0, most).flatMap((one): Inline[] => ['\n• ', ...textOf(one)]),
    ...(rest > 0 ? [`\n• ${counted(rest, 'more kind')} of alerts`] : []),
  ];
  return line(text, first === undefined ? 'muted' : TONES[first.worst.severity]);
}

function happenings({ alerts, period, now }: PeriodFacts, marks: readonly Mark[]): Happening[] {
  const groups = Map.groupBy(alerts, ({ target, rule, type }) => `${target} ${rule ?? type}`);
  const all = [...groups.values()].flatMap((group): Happening[] => {
    const [first] = group;
    if (first === undefined) return [];
    const worst = group.toSorted((a, b) => compareSeverity(b.severity, a.severity))[0] ?? first;
    const theirs = marks.filter(({ target }) => target === null || target === first.target);
    const ends = group.map(endOf);
    const isOpen = ends.includes(null);
    const range = { from: period.range.from, to: Math.min(now, period.range.to) };
    const opened = group.map((one) => openSpans(one, range));
    const open = covered(opened.flatMap(({ spans }) => spans));
    const from = beganAt(first.state);
    const to = isOpen ? null : ends.reduce<Instant>((last, end) => Math.max(last, end ?? 0), 0);
    return [
      {
        ...{ worst, from, to, open },
        count: opened.reduce((sum, one) => sum + one.count, 0),
        isCut: opened.some((one) => one.isCut),
        ...{ changed: changedBefore(from, theirs), cause: null },
      },
    ];
  });
  return all.toSorted((a, b) => weightOf(b) - weightOf(a) || a.from - b.from);
}

/** What was stored when the worst alerts fired. */
async function withCauses(
  { causes }: Pick<PeriodReaders, 'causes'>,
  all: readonly Happening[],
): Promise<readonly Happening[]> {
  const known = await causes.of(all.slice(0, MOST_CAUSES).map(({ worst }) => worst.id));
  return all.map((one) => ({ ...one, cause: known.get(one.worst.id)?.summary ?? null }));
}

function weightOf({ worst, open, count }: Happening): number {
  return WEIGHT[worst.severity] * (open + count * MINUTE);
}

function endOf({ state }: Alert): Instant | null {
  return state.kind === 'resolved' ? state.at : null;
}

function textOf({ worst, count, isCut, from, to, open, changed, cause }: Happening): Inline[] {
  const lasted = formatDuration(open);
  const often = isCut
    ? `at least ${count} times in ${lasted}`
    : `${count} times, open ${lasted} in all`;
  const times = count > 1 ? often : lasted;
  return [
    shortened(worst.message, 160),
    ' · ',
    time(from, 'full'),
    ...(to === null ? [' until now'] : [' to ', time(to, to - from < DAY / 2 ? 'clock' : 'full')]),
    ` · ${times}`,
    ...(changed === null ? [] : [` · ${changed}`]),
    ...(cause === null || cause === changed ? [] : [` · ${shortened(cause, 120)}`]),
    ` · #${worst.id}`,
  ];
}
