import type { Block, Reply } from '../../chat/reply.ts';
import { heading, line, reply } from '../../chat/reply.ts';
import type { Alert } from '../../model/alert.ts';
import type { ChartTone } from '../../model/chart.ts';
import { formatValue } from '../../model/format.ts';
import type { Target } from '../../model/target.ts';
import type { Instant } from '../../model/time.ts';
import type { SeriesAsker } from '../even-steps.ts';
import { counted, grouped, shortened } from '../state-text.ts';
import { scoreTone } from '../tone.ts';
import type { Window } from './windows.ts';

/** Rows of the table, and of the picture. */
const SHOWN = 30;
const DRAWN = 15;

interface LeagueReaders {
  readonly samples: SeriesAsker;
  readonly alerts: {
    between(from: Instant, to: Instant, target: number | null): Promise<readonly Alert[]>;
  };
}

interface Place {
  readonly target: string;
  /** Average over the window; null: none was measured. */
  readonly score: number | null;
  readonly worst: number | null;
  readonly fired: number;
  /** 95th percentiles in percent. */
  readonly cpu: number | null;
  readonly memory: number | null;
}

/** Every target by its score over a window, the worst first, those without a score last. */
export async function leagueReply(
  { samples, alerts }: LeagueReaders,
  { targets, window, now }: { targets: readonly Target[]; window: Window; now: Instant },
): Promise<Reply> {
  const to = Math.min(window.to, now);
  const figure = async (metric: string, fn: 'avg' | 'min' | 'p95') => {
    const asked = { metric, target: null, fn, window: to - window.from, when: { at: to } };
    const { series } = await samples.query(asked);
    return new Map(series.map(({ target, points }) => [target, points[0]?.value ?? null]));
  };
  const score = await figure('health.score', 'avg');
  const worst = await figure('health.score', 'min');
  const cpu = await figure('system.cpu', 'p95');
  const memory = await figure('system.memory', 'p95');
  const fired = (await alerts.between(window.from, to, null)).filter((one) =>
    firedSince(one, window.from),
  );
  const places = targets.map(({ id, name }): Place => {
    const count = fired.filter(({ target }) => target === id).length;
    const of = (map: ReadonlyMap<number | null, number | null>) => map.get(id) ?? null;
    return {
      ...{ target: name, score: of(score), worst: of(worst), fired: count },
      ...{ cpu: of(cpu), memory: of(memory) },
    };
  });
  return leagueOf(places.toSorted(order), { window, now });
}

function firedSince({ state }: Alert, from: Instant): boolean {
  return state.kind !== 'pending' && state.firedAt !== null && state.firedAt >= from;
}

/** Worst score first; of equal ones whose alerts were more. */
function order(a: Place, b: Place): number {
  const byScore = (a.score ?? 101) - (b.score ?? 101);
  return byScore || b.fired - a.fired || a.target.localeCompare(b.target);
}

function leagueOf(
  places: readonly Place[],
  { window, now }: { window: Window; now: Instant },
): Reply {
  const shown = places.slice(0, SHOWN);
  const rest = places.length - shown.length;
  const percent = (value: number | null) => (value === null ? '-' : formatValue(value, 'percent'));
  const blocks: Block[] = [
    heading(`${counted(places.length, 'target')} by score · ${window.word}`),
    ...pictureBlocks(places, window.word),
    {
      kind: 'table',
      columns: [
        { title: '#', align: 'right' },
        { title: 'target', align: 'left' },
        { title: 'score', align: 'right' },
        { title: 'worst', align: 'right' },
        { title: 'alerts', align: 'right' },
        { title: 'CPU p95', align: 'right' },
        { title: 'memory p95', align: 'right' },
      ],
      rows: shown.map(({ target, score, worst, fired, cpu, memory }, index) => [
        String(index + 1),
        shortened(target, 40),
        ...[score, worst].map((one) => (one === null ? '-' : String(Math.round(one)))),
        grouped(fired),
        percent(cpu),
        percent(memory),
      ]),
    },
    ...(rest > 0
      ? [line(`${grouped(rest)} more targets, all with a better score or none.`, 'muted')]
      : []),
  ];
  return reply(blocks, {
    asOf: now,
    footer: 'score: average over the window',
    data: {
      window: window.word,
      league: places.map(({ target, score, worst, fired, cpu, memory }) => ({
        ...{ target, score, worst_score: worst, alerts: fired, cpu_p95: cpu, memory_p95: memory },
      })),
    },
  });
}

function pictureBlocks(places: readonly Place[], word: string): Block[] {
  const known = places.flatMap(({ target, score }) => (score === null ? [] : [{ target, score }]));
  const [worst, best] = [known[0], known.at(-1)];
  if (!best || !worst || known.length < 2) return [];
  // The ends say most: the worst and the best of them.
  const drawn = known.length <= DRAWN ? known : [...known.slice(0, DRAWN - 5), ...known.slice(-5)];
  return [
    {
      kind: 'chart',
      chart: {
        ...{ kind: 'rank', title: `Score, ${word}`, unit: 'none' },
        rows: drawn.map(({ target, score }) => ({
          ...{ name: shortened(target, 40), value: score, tone: chartTone(score) },
        })),
      },
      alt: `Scores of ${known.length} targets, from ${worst.target} with ${Math.round(worst.score)} to ${best.target} with ${Math.round(best.score)}.`,
    },
  ];
}

function chartTone(score: number): ChartTone {
  const tone = scoreTone(score);
  return tone === 'info' ? 'plain' : tone;
}
