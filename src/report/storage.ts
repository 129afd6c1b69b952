import type { Block, Reply } from '../chat/reply.ts';
import { heading, line, reply } from '../chat/reply.ts';
import { formatDuration, formatValue } from '../model/format.ts';
import { allBytes, type StorageReport } from '../model/storage.ts';
import type { Instant } from '../model/time.ts';
import { DAY, HOUR } from '../model/time.ts';
import { counted, grouped, shortened } from './state-text.ts';
import type { StorageForecast } from './storage-forecast.ts';
import { storageForecast } from './storage-forecast.ts';

/** Rows of each table. */
const SHOWN = 10;
/** Percent of the room from which on it is a warning. */
const MUCH = 80;

/** How much is kept and where, how long, how fast it grows, and what does not fit. */
export function storageReply(report: StorageReport, now: Instant): Reply {
  const { parts, limit, samples, series } = report;
  const all = allBytes(parts);
  const used = limit === null ? null : (100 * all) / limit;
  const forecast = storageForecast(report);
  const ofLimit = limit === null ? '' : ` of ${bytes(limit)}`;
  const title = `Storage: ${bytes(all)}${ofLimit}, ${counted(samples.series, 'series', 'series')}`;
  const isTight = (used ?? 0) > MUCH || series.refused.length > 0;
  return reply(
    [
      heading(title, isTight ? 'warning' : 'info'),
      { kind: 'fields', fields: fieldsOf(report, forecast) },
      tiers(report, now),
      ...targets(samples.targets),
      ...exceptions(report),
      ...refused(report),
    ],
    { asOf: now, data: dataOf(report, { all, used, forecast }) },
  );
}

function bytes(count: number): string {
  return formatValue(count, 'bytes');
}

function fieldsOf(report: StorageReport, forecast: StorageForecast | null) {
  const { parts, samples, series, written, writtenLimit } = report;
  const { bytesEach, perDay, count } = samples;
  const each = bytesEach
    ? `${bytesEach.chunks.toFixed(2)} bytes, ${bytesEach.all.toFixed(2)} with hours`
    : 'nothing is sealed yet';
  const rows: Readonly<Record<string, string>> = {
    Parts: `samples ${bytes(parts.samples)}, database ${bytes(parts.database)}, logs ${bytes(parts.logs)}, backups ${bytes(parts.backups)}`,
    'In 30 days': forecast === null ? 'known after the first whole day' : bytes(forecast.inMonth),
    Room: roomText(report.limit, forecast),
    Samples: `${grouped(count)} in sealed days${perDay ? `, ${grouped(perDay.samples)} a day` : ''}`,
    'A sample': each,
    Series: `${grouped(samples.series)} of ${grouped(series.all)}, at most ${grouped(series.perTarget)} of a target`,
    Written: writtenText(written, writtenLimit),
    Events: `${grouped(report.events.count)}, ${bytes(report.events.bytes)} of ${bytes(report.events.most)}`,
    Logs: `${bytes(parts.logs)} of ${bytes(report.logsLimit)}, in no backup`,
    Registered: counted(report.registered, 'metric'),
  };
  return Object.entries(rows).map(([name, value]) => ({ name, value, inline: true }));
}

function roomText(limit: number | null, forecast: StorageForecast | null): string {
  if (limit === null) return 'no limit is set';
  const at = bytes(limit);
  if (forecast === null) return at;
  const { daysLeft } = forecast;
  if (daysLeft === null) return `${at} is not reached at this rate`;
  return daysLeft === 0 ? `${at} is reached` : `${at} is reached in ${counted(daysLeft, 'day')}`;
}

function writtenText(written: StorageReport['written'], limit: number): string {
  const most = `of ${bytes(limit)} a day`;
  if (written === null) return `not measured yet, ${most}`;
  if (written.span < HOUR)
    return `${bytes(written.bytes)} in ${formatDuration(written.span)}, ${most}`;
  const aDay = bytes((written.bytes * DAY) / written.span);
  return `${aDay} ${most}, measured over ${formatDuration(written.span)}`;
}

function tiers({ samples, retention }: StorageReport, now: Instant): Block {
  const age = (first: Instant | null) => (first === null ? '-' : formatDuration(now - first));
  const { tiers: sizes, oldest, perDay } = samples;
  const grows = (size: number | undefined) => (size === undefined ? '-' : bytes(size));
  return {
    kind: 'table',
    columns: [
      { title: 'Tier', align: 'left' },
      { title: 'Size', align: 'right' },
      { title: 'A day', align: 'right' },
      { title: 'Reaches back', align: 'right' },
      { title: 'Kept', align: 'right' },
    ],
    rows: [
      ['log', bytes(sizes.log), '-', '-', 'until spilled'],
      ['parts', bytes(sizes.parts), '-', '-', 'until sealed'],
      [
        'points',
        bytes(sizes.chunks),
        grows(perDay?.chunks),
        age(oldest.chunks),
        formatDuration(retention.points),
      ],
      [
        'hours',
        bytes(sizes.hours),
        grows(perDay?.hours),
        age(oldest.hours),
        formatDuration(retention.hours),
      ],
      ['free in the file', bytes(samples.free), '-', '-', '-'],
    ],
  };
}

function targets(all: StorageReport['samples']['targets']): Block[] {
  if (all.length === 0) return [];
  const rows = all
    .slice(0, SHOWN)
    .map((one) => [
      shortened(one.target, 60),
      ...[bytes(one.bytes), grouped(one.samples), grouped(one.series)],
    ]);
  const columns = ['Target', 'Sealed', 'Samples', 'Series'].map((title, index) => ({
    title,
    align: index === 0 ? ('left' as const) : ('right' as const),
  }));
  return [{ kind: 'table', columns, rows }, ...more(all.length - rows.length, 'more target')];
}

function exceptions({ retention }: StorageReport): Block[] {
  const { exceptions: all } = retention;
  if (all.length === 0) return [];
  const shown = all
    .slice(0, SHOWN)
    .map(({ metric, kept }) => `${shortened(metric, 60)} ${formatDuration(kept)}`);
  return [
    line(`Kept for another time: ${shown.join(', ')}.`),
    ...more(all.length - shown.length, 'more metric'),
  ];
}

function refused({ series }: StorageReport): Block[] {
  const { refused: all } = series;
  if (all.length === 0) return [];
  const shown = all.slice(0, SHOWN).map(({ target, metric, count }) => {
    const what = metric === '' ? 'several metrics' : shortened(metric, 60);
    return `${shortened(target, 40)} ${what} (${grouped(count)})`;
  });
  const text = `New series were refused within the last hour: ${shown.join(', ')}. Use fewer labels, and none that holds ids.`;
  return [line(text, 'warning'), ...more(all.length - shown.length, 'more kind')];
}

function more(rest: number, noun: string): Block[] {
  return rest > 0 ? [line(`${counted(rest, noun)}.`, 'muted')] : [];
}

/** Bytes, milliseconds where a name ends with `_ms`, and days. */
function dataOf(
  report: StorageReport,
  found: {
    readonly all: number;
    readonly used: number | null;
    readonly forecast: StorageForecast | null;
  },
) {
  const { parts, limit, samples, events, retention } = report;
  const { written, writtenLimit, series, registered } = report;
  return {
    ...{ bytes: found.all, limit, used_percent: found.used, parts },
    in_30_days: found.forecast?.inMonth ?? null,
    days_left: found.forecast?.daysLeft ?? null,
    events,
    samples: {
      ...{ count: samples.count, per_day: samples.perDay?.samples ?? null },
      bytes_each: samples.bytesEach?.chunks ?? null,
      bytes_each_with_hours: samples.bytesEach?.all ?? null,
      free: samples.free,
    },
    tiers: samples.tiers,
    grows_per_day: samples.perDay && {
      chunks: samples.perDay.chunks,
      hours: samples.perDay.hours,
    },
    retention: {
      points_ms: retention.points,
      hours_ms: retention.hours,
      metrics: retention.exceptions.map(({ metric, kept }) => ({ metric, points_ms: kept })),
    },
    written: written && { bytes: written.bytes, span_ms: written.span },
    written_limit_per_day: writtenLimit,
    series: {
      ...{ count: samples.series, limit: series.all, limit_per_target: series.perTarget },
      refused: series.refused,
    },
    targets: samples.targets,
    registered_metrics: registered,
  };
}
