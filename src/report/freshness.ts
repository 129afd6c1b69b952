import type { Block, Reply, Tone } from '../chat/reply.ts';
import { heading, line, reply, say, strong, time } from '../chat/reply.ts';
import { formatDuration, formatValue } from '../model/format.ts';
import type { Rule } from '../model/rule.ts';
import type { Gap } from '../model/sample.ts';
import type { Freshness, SourceGroup, SourceState } from '../model/source.ts';
import { delayText } from '../model/source.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import { iso } from './data.ts';
import { mentions } from './measured.ts';
import { counted, grouped } from './state-text.ts';

/** Sources and gaps that one answer shows. */
const MOST = 50;

const SIGNS = { LIVE: '🟢', DELAYED: '🟡', STALE: '🔴' } as const satisfies Record<
  Freshness,
  string
>;
const TONES = { LIVE: 'good', DELAYED: 'warning', STALE: 'bad' } as const satisfies Record<
  Freshness,
  Tone
>;

/** The sources of a target. */
export interface TargetSources {
  readonly target: Target;
  readonly groups: readonly SourceGroup[];
  readonly rules: readonly Rule[];
}

/** How old the newest data of each source are. */
export function freshnessReply(all: readonly TargetSources[], now: Instant): Reply {
  const found = all.filter(({ groups }) => groups.length > 0);
  const sources = found.flatMap(({ groups }) => groups.flatMap((group) => group.sources));
  const data = { at: iso(now), sources: found.flatMap(sourcesData) };
  if (sources.length === 0) return say(NONE, 'info', data);
  const count = (wanted: Freshness) => sources.filter((one) => one.freshness === wanted).length;
  const words = (['STALE', 'DELAYED', 'LIVE'] as const).flatMap((one) =>
    count(one) === 0 ? [] : `${count(one)} ${one}`,
  );
  const worst = (['STALE', 'DELAYED', 'LIVE'] as const).find((one) => count(one) > 0) ?? 'LIVE';
  const blocks: Block[] = [
    heading(`${counted(sources.length, 'source')}: ${words.join(', ')}`, TONES[worst]),
  ];
  let left = MOST;
  for (const { target, groups, rules } of found) {
    for (const group of groups) {
      const { family } = group;
      const shown = group.sources.slice(0, left);
      left -= shown.length;
      blocks.push(
        line([strong(`${target.name}, by ${family.label}`), ` ${limitsOf(group, rules)}`]),
      );
      blocks.push(...shown.map(sourceLine));
    }
  }
  if (sources.length > MOST) blocks.push(line(`… and ${sources.length - MOST} more.`, 'muted'));
  return reply(blocks, { asOf: Math.max(...sources.map(({ at }) => at)), data });
}

const NONE =
  'No sources are known: presets bring them, or a check: /check add market kind=freshness target=app metric=queue.length label=queue';

function limitsOf({ family }: SourceGroup, rules: readonly Rule[]): string {
  const limits = `LIVE below ${formatDuration(family.live)}, STALE from ${formatDuration(family.stale)}`;
  const judging = rules.filter(({ levels }) =>
    levels.some(({ when }) => mentions(when, family.metric)),
  );
  const alerts = judging.map(({ name, levels }) => `${name} alerts at ${levels[0]?.when}`);
  return [limits, ...alerts].join('; ');
}

function sourceLine({ name, at, age, freshness, latency, gaps, rows }: SourceState): Block {
  const more = [
    ...(rows === null ? [] : [counted(rows, 'row')]),
    ...(latency === null ? [] : [`latency ${formatValue(latency, 'ms')}`]),
    ...(gaps === null ? [] : [`${counted(gaps, 'gap')} in the last hour`]),
  ];
  return line([
    `${SIGNS[freshness]} `,
    strong(name),
    `: ${freshness} (Last: `,
    time(at, 'full'),
    `, Delay: ${delayText(age)})${more.map((one) => ` · ${one}`).join('')}`,
  ]);
}

function sourcesData({ target, groups }: TargetSources) {
  return groups.flatMap(({ family, sources }) =>
    sources.map(({ name, at, age, freshness, latency, gaps, rows }) => ({
      ...{ target: target.name, label: family.label, source: name, status: freshness },
      ...{ last: iso(at), delay_minutes: Number((age / 60_000).toFixed(1)) },
      ...{ rows, latency_ms: latency, gaps_per_hour: gaps },
    })),
  );
}

/** Gaps of a target: of its sources within the last hour, and in what we measure within a day. */
export interface TargetGaps extends TargetSources {
  readonly gaps: readonly Gap[];
}

export function gapsReply(all: readonly TargetGaps[], now: Instant): Reply {
  const data = {
    sources: all.flatMap(sourcesData),
    rounds: all.flatMap(({ target, gaps }) =>
      gaps.map(({ from, to, reason }) => ({
        target: target.name,
        from: iso(from),
        to: iso(to),
        reason,
      })),
    ),
  };
  const sources = all.flatMap(({ target, groups }) =>
    groups.flatMap((group) =>
      group.sources.flatMap(({ name, gaps }) => (gaps === null ? [] : [{ target, name, gaps }])),
    ),
  );
  const lost = all.flatMap(({ target, gaps }) => gaps.map((gap) => ({ target, gap })));
  const missed = sources.reduce((sum, { gaps }) => sum + gaps, 0);
  const blocks: Block[] = [
    heading(
      `${counted(lost.length, 'gap')} in the rounds of the last 24 h`,
      lost.length + missed > 0 ? 'warning' : 'good',
    ),
    ...lost.slice(-MOST).map(({ target, gap }) => gapLine(target, gap, now)),
  ];
  if (sources.length > 0) {
    blocks.push(line(strongly(`${grouped(missed)} in the data of sources within the last hour`)));
    const sorted = sources.toSorted((a, b) => b.gaps - a.gaps).slice(0, MOST);
    blocks.push({
      kind: 'table',
      columns: [
        { title: 'source', align: 'left' },
        { title: 'target', align: 'left' },
        { title: 'gaps', align: 'right' },
      ],
      rows: sorted.map(({ name, target, gaps }) => [name, target.name, grouped(gaps)]),
    });
  }
  return reply(blocks, { asOf: now, data });
}

function strongly(text: string) {
  return [strong(text)];
}

function gapLine(target: Target, { from, to, reason }: Gap, now: Instant): Block {
  const lasted = formatDuration((to ?? now) - from);
  const end = to === null ? `, for ${lasted} so far` : `, for ${lasted}`;
  const why = reason === '' ? '' : `: ${reason}`;
  return line([strong(target.name), ' from ', time(from, 'full'), `${end}${why}`]);
}
