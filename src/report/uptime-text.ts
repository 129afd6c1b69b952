import type { Block, Reply, Tone } from '../chat/reply.ts';
import { heading, line, reply, say } from '../chat/reply.ts';
import type { CheckChange, CheckView } from '../model/check.ts';
import { formatDuration } from '../model/format.ts';
import type { Instant } from '../model/time.ts';
import { DAY, SECOND } from '../model/time.ts';
import type { Uptime } from '../score/uptime.ts';
import { LONGEST_WINDOW, uptime, WINDOWS } from '../score/uptime.ts';
import type { CheckIncident, IncidentReaders } from './incident-list.ts';
import { incidentLine } from './incident-list.ts';
import { objectiveData, objectiveLine } from './objective-text.ts';
import { counted } from './state-text.ts';
import { uptimeStrip } from './uptime-strip.ts';

/** A check with its changes of the longest window that is asked for. */
export interface CheckCourse {
  readonly view: CheckView;
  readonly changes: readonly CheckChange[];
}

/** Reads the changes of a check. */
export async function courseOf(
  { history }: IncidentReaders['checks'],
  view: CheckView,
  now: Instant,
): Promise<CheckCourse> {
  return { view, changes: await history(view.id, now - LONGEST_WINDOW, now) };
}

/** A window as it is written, and its length. */
export interface Window {
  readonly word: string;
  readonly span: number;
}

/** The windows that are shown unless one is asked for. */
export const USUAL: readonly Window[] = WINDOWS.map((days) => ({
  word: days === 1 ? '24h' : `${days}d`,
  span: days * DAY,
}));

/** The longest window that can be asked for. */
export const MOST_SPAN = 365 * DAY;

/** Checks that one answer lists, and incidents that are shown of one. */
const MOST = 60;
const MOST_INCIDENTS = 5;

/** Uptime of every check, in percent of the time that is known, the worst first. */
export function uptimesReply(
  courses: readonly CheckCourse[],
  windows: readonly Window[],
  now: Instant,
): Reply {
  if (courses.length === 0) {
    return say('No checks are configured. Add one under checks: in tocsin.yaml.', 'info', {
      checks: [],
    });
  }
  const rows = courses
    .map(({ view, changes }) => ({
      name: view.check.name,
      figures: windows.map((window) => ({ window, figures: figuresOf(changes, window, now) })),
    }))
    .toSorted((a, b) => worst(a.figures) - worst(b.figures));
  const failed = rows.filter(({ figures }) => worst(figures) < 1).length;
  const title = `Uptime of ${counted(rows.length, 'check')}`;
  const blocks: Block[] = [
    heading(title, failed === 0 ? 'good' : 'info'),
    {
      kind: 'table',
      columns: [
        { title: 'check', align: 'left' },
        ...windows.map(({ word }) => ({ title: word, align: 'right' }) as const),
      ],
      rows: rows
        .slice(0, MOST)
        .map(({ name, figures }) => [name, ...figures.map((one) => percent(one.figures.share, 1))]),
    },
  ];
  if (rows.length > MOST) blocks.push(line(`… and ${rows.length - MOST} more.`, 'muted'));
  const footer =
    'Percent of the time in which they were looked at, never rounded up; – is unknown.';
  const data = {
    checks: rows.map(({ name, figures }) => ({ name, windows: figures.map(uptimeData) })),
  };
  return reply(blocks, { footer, asOf: now, data });
}

/** The least share of the windows; what is not known is no failure. */
function worst(figures: readonly { readonly figures: Uptime }[]): number {
  return Math.min(1.1, ...figures.map((one) => one.figures.share ?? 1.1));
}

/** One check: its windows, its last days, its newest incidents. */
export function uptimeReply(
  { view, changes }: CheckCourse,
  windows: readonly Window[],
  {
    now,
    zone,
    incidents,
  }: {
    readonly now: Instant;
    readonly zone: string;
    /** Of the longest window, newest first. */
    readonly incidents: readonly CheckIncident[];
  },
): Reply {
  const { name } = view.check;
  const rows = windows.map((window) => ({ window, figures: figuresOf(changes, window, now) }));
  const shown = rows[0]?.figures.share ?? null;
  const last = rows.at(-1);
  const longest = last?.figures.longest ?? 0;
  const blocks: Block[] = [
    heading(
      `Uptime of ${name}: ${shown === null ? 'not known' : `${percent(shown, 3)} %`} in ${windows[0]?.word}`,
      toneOf(shown),
    ),
    line([uptimeStrip(changes, { now, zone }), ' 14 days']),
    {
      kind: 'table',
      columns: [
        { title: 'over', align: 'left' },
        { title: 'up %', align: 'right' },
        { title: 'down', align: 'right' },
        { title: 'unknown', align: 'right' },
        { title: 'fails', align: 'right' },
      ],
      rows: rows.map(({ window, figures }) => [
        window.word,
        percent(figures.share, 3),
        figures.down === 0 ? '-' : formatDuration(figures.down),
        figures.unknown === 0 ? '-' : formatDuration(figures.unknown),
        String(figures.incidents),
      ]),
    },
    ...(view.check.slo === null ? [] : [objectiveLine(view.check.slo, changes, now)]),
    ...incidents.slice(0, MOST_INCIDENTS).map((one) => incidentLine(one, now)),
  ];
  if (longest > 0) {
    blocks.push(
      line(`Longest failure in ${last?.window.word}: ${formatDuration(longest)}.`, 'muted'),
    );
  }
  return reply(blocks, {
    asOf: view.state.last?.at ?? null,
    data: {
      name,
      windows: rows.map(uptimeData),
      slo: view.check.slo && objectiveData(view.check.slo, changes, now),
    },
  });
}

function figuresOf(changes: readonly CheckChange[], { span }: Window, now: Instant): Uptime {
  return uptime(changes, { from: now - span, to: now });
}

function toneOf(share: number | null): Tone {
  if (share === null) return 'muted';
  return share === 1 ? 'good' : 'warning';
}

/** Percent of a share, cut and never rounded: what is not whole never reads 100. */
export function percent(share: number | null, decimals: number): string {
  if (share === null) return '–';
  const scale = 10 ** decimals;
  // A share such as 0.999 must not lose its last digit to the way in which numbers are kept.
  return String(Math.floor(Number((share * 100 * scale).toFixed(6))) / scale);
}

function uptimeData({ window, figures }: { readonly window: Window; readonly figures: Uptime }) {
  const seconds = (span: number) => Math.round(span / SECOND);
  return {
    window: window.word,
    uptime_percent: figures.share === null ? null : figures.share * 100,
    down_seconds: seconds(figures.down),
    unknown_seconds: seconds(figures.unknown),
    incidents: figures.incidents,
    longest_seconds: seconds(figures.longest),
  };
}
