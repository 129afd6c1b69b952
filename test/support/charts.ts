import type { Chart, ChartPoint, ChartTone, TimeChart } from '../../src/model/chart.ts';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';

const TO = Date.UTC(2026, 2, 10, 14, 20);
const FROM = TO - DAY;

/** Something like a machine's day: busy in the afternoon, with a little noise, and what `more` adds. */
function wave(
  { from = FROM, to = TO, step = 5 * MINUTE, base = 35, swing = 20, seed = 1 },
  more: (at: number) => number | null = () => 0,
): ChartPoint[] {
  let noise = seed;
  const points: ChartPoint[] = [];
  for (let at = from; at <= to; at += step) {
    noise = (noise * 48_271) % 2_147_483_647;
    const added = more(at);
    const value = base + swing * Math.sin((at / DAY) * 2 * Math.PI - 2) + (noise % 100) / 16;
    points.push([at, added === null ? null : value + added]);
  }
  return points;
}

const TIME: TimeChart = {
  kind: 'time',
  title: 'CPU of web-1, last 24 hours',
  zone: 'Europe/Berlin',
  from: FROM,
  to: TO,
  look: 'area',
  unit: 'percent',
  series: [
    {
      name: 'web-1',
      points: wave({}, (at) => {
        if (at > FROM + 6 * HOUR && at < FROM + 7 * HOUR) return null;
        return at > TO - 3 * HOUR ? 30 : 0;
      }),
    },
  ],
  bounds: [0, 100],
  limits: [
    { value: 80, label: 'warning 80 %', tone: 'warning' },
    { value: 95, label: 'critical 95 %', tone: 'critical' },
  ],
  marks: [{ at: TO - 3.2 * HOUR, label: 'deploy 1f3c' }],
  spans: [
    { from: FROM + 6 * HOUR, to: FROM + 7 * HOUR, label: 'gap', tone: 'muted' },
    { from: TO - 2.8 * HOUR, to: null, label: '#142 CPU high', tone: 'bad' },
  ],
  band: null,
};

const STATES: readonly ChartTone[] = ['good', 'good', 'good', 'warning', 'good', 'critical'];

/** One of each kind and look, as commands make them. */
export const CHARTS: Readonly<Record<string, Chart>> = {
  area: TIME,
  compared: {
    ...TIME,
    title: 'Memory, today against last week',
    look: 'line',
    series: [
      { name: 'web-1', points: wave({ base: 52, swing: 10 }, (at) => ((at - FROM) / DAY) * 22) },
      {
        name: 'web-1 a week before',
        points: wave({ base: 50, swing: 10, seed: 7 }),
        isBefore: true,
      },
    ],
    marks: [],
    spans: [],
    band: {
      name: 'usual',
      points: wave({ base: 50, swing: 10, step: HOUR }).map(([at, value]) => [
        ...([at, (value ?? 0) - 8, (value ?? 0) + 8] as const),
      ]),
    },
  },
  several: {
    ...TIME,
    title: 'Requests per second by machine',
    look: 'line',
    unit: 'count',
    series: ['web-1', 'web-2', 'web-3', 'api-1', 'worker-in-frankfurt-17'].map((name, index) => ({
      ...{ name, points: wave({ base: 300 + 140 * index, swing: 90, seed: 3 + index }) },
    })),
    bounds: [0, null],
    limits: [],
    spans: [],
  },
  stacked: {
    ...TIME,
    title: 'Memory by container',
    look: 'stacked',
    unit: 'bytes',
    series: ['api', 'database', 'cache'].map((name, index) => ({
      ...{
        name,
        points: wave({ base: 9e8 + 4e8 * index, swing: 2e8, seed: 5 + index, step: HOUR }),
      },
    })),
    bounds: [0, null],
    limits: [{ value: 4.5e9, label: 'limit 4.5 GB', tone: 'critical' }],
    spans: [],
    marks: [],
  },
  bars: {
    ...TIME,
    title: 'Errors per hour',
    look: 'bars',
    unit: 'count',
    from: TO - 2 * DAY,
    series: [
      { name: 'errors', points: wave({ from: TO - 2 * DAY, step: HOUR, base: 30, swing: 25 }) },
    ],
    bounds: [0, null],
    limits: [],
    marks: [],
    spans: [],
  },
  forecast: {
    ...TIME,
    title: 'Disk /var of db-1 and its forecast',
    look: 'line',
    from: TO - 14 * DAY,
    to: TO + 7 * DAY,
    series: [
      {
        name: '/var',
        points: wave(
          { from: TO - 14 * DAY, step: HOUR, base: 60, swing: 1 },
          (at) => ((at - TO) / DAY) * 1.6 + 20,
        ),
      },
    ],
    limits: [{ value: 95, label: 'critical 95 %', tone: 'critical' }],
    marks: [{ at: TO, label: 'now' }],
    spans: [],
    band: {
      name: 'forecast with its error',
      points: Array.from({ length: 29 }, (_, index) => {
        const at = TO + index * 6 * HOUR;
        const middle = 82 + index * 0.4;
        return [at, middle - index * 0.15, middle + index * 0.15] as const;
      }),
    },
  },
  states: {
    kind: 'states',
    title: 'Checks, last 24 hours',
    zone: 'Europe/Berlin',
    from: FROM,
    to: TO,
    rows: ['website', 'api /health', 'certificate', 'database', 'backup'].map((name, row) => ({
      name,
      spans: STATES.map((_, index) => ({
        from: FROM + (index * DAY) / STATES.length,
        to: index === STATES.length - 1 ? null : FROM + ((index + 0.8) * DAY) / STATES.length,
        label: '',
        tone: STATES[(index * (row + 1)) % STATES.length] ?? 'good',
      })),
    })),
  },
  heatmap: {
    kind: 'heatmap',
    title: 'Alerts by hour and weekday',
    unit: 'count',
    rows: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
    columns: Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0')),
    cells: Array.from({ length: 7 }, (_, day) =>
      Array.from({ length: 24 }, (__, hour) => {
        if (day === 6 && hour < 8) return null;
        return Math.round(Math.max(0, 12 * Math.sin((hour - 6) / 4) + ((day * 7 + hour) % 5)));
      }),
    ),
  },
  gauge: {
    kind: 'gauge',
    title: 'Health of web-1',
    zone: 'Europe/Berlin',
    score: 72,
    tone: 'warning',
    history: wave({ step: HOUR, base: 80, swing: 9 }),
  },
  distribution: {
    kind: 'distribution',
    title: 'Answer time of api-1, last day',
    unit: 'ms',
    bins: Array.from({ length: 20 }, (_, index) => ({
      ...{ from: index * 25, to: (index + 1) * 25 },
      count: Math.round(900 * Math.exp(-(((index - 5) / 4) ** 2))) + (index > 12 ? 20 : 0),
    })),
    marks: [
      { value: 132, label: 'median 132 ms', tone: 'plain' },
      { value: 310, label: 'p95 310 ms', tone: 'warning' },
      { value: 440, label: 'p99 440 ms', tone: 'critical' },
    ],
  },
  rank: {
    kind: 'rank',
    title: 'Memory, most first',
    unit: 'bytes',
    rows: [
      { name: 'db-1', value: 14.2e9, tone: 'critical' },
      { name: 'web-1', value: 9.1e9, tone: 'warning' },
      { name: 'worker-in-frankfurt-17', value: 5.5e9, tone: 'good' },
      { name: 'web-2', value: 3.9e9, tone: 'good' },
      { name: 'cache', value: 0.4e9, tone: 'good' },
    ],
  },
};
