import type { Block, Reply } from '../chat/reply.ts';
import { heading, line, reply, say, time } from '../chat/reply.ts';
import type { Target } from '../model/target.ts';
import { iso } from './data.ts';
import { categoriesOf } from './metric-list.ts';
import type { MetricRow } from './metric-table.ts';
import { metricTables, rowData } from './metric-table.ts';
import type { MetricWorld } from './metric-values.ts';
import { measuredMetrics, valuesNow } from './metric-values.ts';
import { grouped } from './state-text.ts';
import type { LastRound } from './target-text.ts';

/** Rows in one answer, and series that are looked up; the file has every one. */
const SHOWN = 60;
const MOST_SERIES = 2_000;

/** Everything that the newest round of a target measured, each series in a line. */
export async function snapshotReply(
  world: MetricWorld,
  target: Target,
  last: LastRound,
): Promise<Reply> {
  const rows = await newestRows(world, target);
  const { name } = target;
  if (rows.length === 0) {
    return say(`Nothing was measured of ${name} yet.`, 'muted', { target: name, metrics: [] });
  }
  const at = Math.max(...rows.map(({ worst }) => worst?.at ?? 0));
  const data = { target: name, at: iso(at), metrics: rows.map(dataOf) };
  const left = rows.length - SHOWN;
  const blocks: Block[] = [
    heading(`${name}: what its newest round measured`),
    ...failedBlock(last, at),
    ...metricTables(rows.slice(0, SHOWN), { now: world.now, isOne: true }),
    ...(left > 0 ? [line(`${grouped(left)} more are in the file.`, 'muted')] : []),
    {
      kind: 'attachment',
      name: `snapshot-${name}.json`,
      mediaType: 'application/json',
      content: `${JSON.stringify(data, null, 2)}\n`,
      terminal: `npx tocsin snapshot ${name} --json`,
    },
  ];
  return reply(blocks, { asOf: at, data });
}

function failedBlock(last: LastRound, measuredAt: number): Block[] {
  if (last === null || last.ok) return [];
  return [line(['The last try failed: ', last.detail, ' Measured ', time(measuredAt), '.'], 'bad')];
}

async function newestRows(world: MetricWorld, target: Target): Promise<readonly MetricRow[]> {
  const all = await measuredMetrics(world, [target]);
  const rows: MetricRow[] = [];
  for (const { metric, series } of all) {
    if (series.length === 0 || rows.length >= MOST_SERIES) continue;
    const values = await valuesNow(world, metric, series);
    rows.push(...values.map((worst) => ({ metric, worst, series: 1 })));
  }
  const newest = Math.max(0, ...rows.map(({ worst }) => worst?.at ?? 0));
  // What is older than a round belongs to one before.
  const since = newest - target.interval;
  const order = categoriesOf(all);
  return rows
    .filter(({ worst }) => worst?.value != null && (worst.at ?? 0) > since)
    .toSorted((a, b) => order.indexOf(a.metric.category) - order.indexOf(b.metric.category));
}

function dataOf(row: MetricRow) {
  const { metric, title, category, unit, labels, value, at, band } = rowData(row);
  return { metric, title, category, unit, labels, value, at, band };
}
