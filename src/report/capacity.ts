import type { Block, Reply, Tone } from '../chat/reply.ts';
import { heading, line, reply, strong } from '../chat/reply.ts';
import type { CheckView } from '../model/check.ts';
import type { ForecastRecord } from '../model/forecast.ts';
import { labelText } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import { DAY } from '../model/time.ts';
import { breathe } from '../model/wait.ts';
import { notEnoughText } from '../score/enough.ts';
import { iso } from './data.ts';
import { forecastPicture } from './forecast-picture.ts';
import { forecastData, recordText } from './forecast-text.ts';
import type { HistoryReaders } from './history.ts';
import type { AskedWorld } from './metric-asked.ts';
import { monthOf, monthText } from './month.ts';
import { type Running, runningLines, runningOf } from './running-lines.ts';
import { type Ending, endingOf, type KnownSeries } from './running-out.ts';
import { counted } from './state-text.ts';

/** Series that one answer foretells, some milliseconds each; what is left out is said. */
const MOST_SERIES = 150;
const MOST_MONTHS = 10;
/** How many of those that there is too little of are named. */
const NAMED = 3;
/** Certificates further away than this are not told of. */
const AHEAD = 90;
/** What runs out within this is urgent. */
const URGENT = 3 * DAY;

export interface CapacityRequest {
  readonly targets: readonly Target[];
  readonly checks: readonly CheckView[];
  readonly record: ForecastRecord;
  readonly zone: string;
  readonly now: Instant;
}

/** What runs out, the first on top: disks, memory and what else has an end, certificates, and what the month comes to. */
export async function capacityReply(
  readers: HistoryReaders,
  world: Pick<AskedWorld, 'metrics' | 'series'>,
  request: CapacityRequest,
): Promise<Reply> {
  const { zone, now } = request;
  const known = await seriesOf(world, request.targets);
  const ending = known.filter(({ definition }) => definition.end !== undefined);
  const found: Ending[] = [];
  for (const one of ending.slice(0, MOST_SERIES)) {
    found.push(await endingOf(readers, one, { zone, now }));
    await breathe();
  }
  const running = [...found.flatMap(runningOf), ...certificates(request)].toSorted(
    (a, b) => a.at - b.at,
  );
  const [first] = running;
  const { title, tone } = headOf(running, found, now);
  const rest = ending.length - found.length;
  const months = await monthBlocks(readers, known, request);
  const drawn = found.find((one) => one.kind === 'foretold' && first?.what === one.name);
  const blocks: Block[] = [
    heading(title, tone),
    ...runningLines(running, { zone, now }),
    ...restBlocks(found),
    ...(rest > 0 ? [line(`${rest} more series: name a target to see them.`, 'muted')] : []),
    ...months,
    line(recordText(request.record, 'none'), 'muted'),
    ...(drawn?.kind === 'foretold' ? [pictureOf(drawn, request)] : []),
  ];
  const { settled, within } = request.record;
  const data = {
    runs_out: running.map(({ what, at, early, late, how }) => ({
      what,
      how,
      ...{ at: iso(at), early: iso(early), late: iso(late) },
    })),
    series: found.map((one) => ({ name: one.name, ...detailsOf(one) })),
    record: { settled, within },
    more: rest,
  };
  return reply(blocks, { tone, data });
}

/** Every series of the targets whose metric somebody defined, in the order of the targets. */
async function seriesOf(
  { metrics, series }: Pick<AskedWorld, 'metrics' | 'series'>,
  targets: readonly Target[],
): Promise<readonly KnownSeries[]> {
  const defined = new Map(metrics.map((one) => [one.name, one]));
  const found = await Promise.all(
    targets.map(async (target) =>
      (await series.series(target.id)).flatMap((one): KnownSeries[] => {
        const definition = defined.get(one.metric);
        return definition ? [{ target, series: one, definition }] : [];
      }),
    ),
  );
  return found.flat();
}

/** What the certificates that checks see say of their end, which is certain; a check that is off sees none. */
function certificates({ checks, now }: CapacityRequest): readonly Running[] {
  return checks.flatMap(({ check, state, off }): Running[] => {
    if (off !== null) return [];
    const days = state.last?.details?.['tls.days_left'];
    if (typeof days !== 'number' || days > AHEAD) return [];
    const at = Math.max(now, (state.last?.at ?? now) + days * DAY);
    const what = `certificate of ${check.name}`;
    return [{ what, at: days < 0 ? now : at, early: null, late: null, how: 'as it says itself' }];
  });
}

/** What does not run out as far as can be seen, and what there is too little of. */
function restBlocks(found: readonly Ending[]): Block[] {
  const lasting = found.filter((one) => one.kind === 'foretold' && one.reach.kind === 'not within');
  const unknown = found.flatMap((one) => (one.kind === 'unknown' ? [one] : []));
  const gone = found.filter(({ kind }) => kind === 'gone').length;
  const named = unknown.slice(0, NAMED).map(({ name, why }) => `${name}: ${notEnoughText(why)}`);
  const more = unknown.length > NAMED ? ` and ${unknown.length - NAMED} more` : '';
  return [
    ...(lasting.length > 0
      ? [
          line(
            `${lasting.length} more series: not within 90 days, or four times what is stored.`,
            'muted',
          ),
        ]
      : []),
    ...(gone > 0
      ? [
          line(
            `${counted(gone, 'series', 'series')} left out: nothing was measured of late.`,
            'muted',
          ),
        ]
      : []),
    ...(unknown.length > 0 ? [line(`${named.join('; ')}${more}`, 'muted')] : []),
  ];
}

/** What the month comes to, of counters that say how things are. */
async function monthBlocks(
  readers: HistoryReaders,
  known: readonly KnownSeries[],
  request: CapacityRequest,
): Promise<readonly Block[]> {
  const counters = known.filter(({ definition: { type, isKey } }) => type === 'counter' && isKey);
  const blocks: Block[] = [];
  for (const { target, series, definition } of counters.slice(0, MOST_MONTHS)) {
    const month = await monthOf(readers, { target: target.id, ...series }, request);
    const name = [target.name, definition.title, labelText(series.labels)].filter(Boolean);
    blocks.push(line([strong(name.join(' ')), `: ${monthText(month, definition.unit)}`]));
  }
  return blocks;
}

function pictureOf(
  { of, points, forecast, reach }: Extract<Ending, { kind: 'foretold' }>,
  { zone, now }: CapacityRequest,
): Block {
  const { definition, target, series } = of;
  const name = [target.name, labelText(series.labels)].filter(Boolean).join(' ');
  const far = reach.kind === 'expected' ? (reach.late ?? reach.at) - now : 7 * DAY;
  const days = Math.max(1, Math.min(AHEAD, Math.ceil(far / DAY) + 1));
  const horizon = { word: `${days}d`, span: days * DAY };
  return forecastPicture(forecast, { name, points, definition, horizon, zone, now });
}

/** That nothing runs out is good news only where something was foretold. */
function headOf(
  running: readonly Running[],
  found: readonly Ending[],
  now: Instant,
): { readonly title: string; readonly tone: Tone } {
  const [first] = running;
  if (first) {
    const title = `${counted(running.length, 'thing')} run${running.length === 1 ? 's' : ''} out, first ${first.what}`;
    return { title, tone: first.at <= now + URGENT ? 'bad' : 'warning' };
  }
  return found.some(({ kind }) => kind === 'foretold')
    ? { title: 'Nothing is seen to run out', tone: 'good' }
    : { title: 'Nothing can be foretold: not enough data yet', tone: 'muted' };
}

function detailsOf(one: Ending) {
  if (one.kind === 'unknown') return { not_enough: notEnoughText(one.why) };
  if (one.kind === 'gone') return { last_at: iso(one.last) };
  return forecastData(one.forecast, one.reach);
}
