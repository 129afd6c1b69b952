import type { Block, Inline, Reply } from '../chat/reply.ts';
import { heading, line, reply, strong, time } from '../chat/reply.ts';
import type { Alert } from '../model/alert.ts';
import { compareSeverity } from '../model/alert.ts';
import type { Instant } from '../model/time.ts';
import { iso } from './data.ts';
import type { WindowView } from './maintenance.ts';
import { counted, grouped, shortened } from './state-text.ts';
import { scoreTone } from './tone.ts';

/** Rows and lines of each part: a board must fit into one message, however much there is. */
const TARGETS = 25;
const ALERTS = 8;
const OTHERS = 5;

/** How a target is. */
export interface BoardTarget {
  readonly name: string;
  /** null: nothing fresh is known. */
  readonly score: number | null;
  /** The one that held when it was last heard of, where nothing fresh is known; null: none. */
  readonly lastScore: number | null;
  readonly status: string;
  readonly alerts: number;
  /** When it was last heard of; null: never. */
  readonly at: Instant | null;
  readonly isPaused: boolean;
}

/** All that a board shows. */
export interface BoardView {
  readonly targets: readonly BoardTarget[];
  /** The strongest open ones. */
  readonly alerts: readonly Alert[];
  readonly openAlerts: number;
  readonly windows: readonly WindowView[];
  /** Rotas with who is on call. */
  readonly oncall: readonly { readonly rota: string; readonly person: string | null }[];
}

/**
 * How everything is, in one message that stays: what it says depends on nothing but what happened, so that it is edited
 * only then.
 */
export function boardReply(view: BoardView): Reply {
  const { targets, alerts, openAlerts, oncall } = view;
  const rank = ({ score, isPaused }: BoardTarget) => (isPaused ? 101 : (score ?? -1));
  const sorted = targets.toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
  const watched = sorted.filter(({ isPaused }) => !isPaused);
  const worst = watched.length === 0 ? null : (watched[0]?.score ?? null);
  const isCritical = alerts.some(({ severity }) => compareSeverity(severity, 'critical') >= 0);
  const calm = watched.length === 0 ? 'muted' : scoreTone(worst);
  const tone = isCritical ? 'critical' : calm;
  const known = watched.flatMap(({ score, at }) => (score === null || at === null ? [] : [at]));
  return reply(
    [
      heading(openAlerts === 0 ? 'All clear' : `${counted(openAlerts, 'open alert')}`, tone),
      ...targetBlocks(sorted),
      ...sorted.flatMap(silentLine).slice(0, OTHERS),
      ...alerts.slice(0, ALERTS).map(alertLine),
      ...restLine(openAlerts - Math.min(alerts.length, ALERTS)),
      ...view.windows.slice(0, OTHERS).map(windowLine),
      ...oncall.slice(0, OTHERS).map(oncallLine),
      BUTTONS,
    ],
    {
      tone,
      asOf: known.length === 0 ? null : Math.min(...known),
      data: boardData(view),
    },
  );
}

const BUTTONS: Block = {
  kind: 'buttons',
  buttons: [
    { label: 'Alerts', tone: 'plain', command: 'alerts', input: '' },
    { label: 'Health', tone: 'plain', command: 'health', input: '' },
    { label: 'Refresh', tone: 'plain', command: 'board', input: 'here' },
  ],
};

function targetBlocks(sorted: readonly BoardTarget[]): Block[] {
  if (sorted.length === 0) return [line('No targets are watched.', 'warning')];
  const rest = sorted.length - TARGETS;
  return [
    {
      kind: 'table',
      columns: [
        { title: 'Target', align: 'left' },
        { title: 'Score', align: 'right' },
        { title: 'Status', align: 'left' },
        { title: 'Alerts', align: 'right' },
      ],
      rows: sorted
        .slice(0, TARGETS)
        .map(({ name, score, lastScore, status, alerts }) => [
          shortened(name, 24),
          scoreText(score, lastScore),
          status,
          alerts === 0 ? '' : String(alerts),
        ]),
    },
    ...(rest > 0 ? [line(`and ${grouped(rest)} more, which do better: /status`, 'muted')] : []),
  ];
}

function scoreText(score: number | null, last: number | null): string {
  if (score !== null) return String(score);
  return last === null ? '-' : `${last} (old)`;
}

/** The moment stays as it is while the target is silent; its age is for the platform to say. */
function silentLine({ name, score, lastScore, at, isPaused }: BoardTarget): Block[] {
  if (score !== null || isPaused) return [];
  const was = lastScore === null ? '.' : `; its score was ${lastScore} then.`;
  const since: readonly Inline[] =
    at === null ? [' has told nothing yet.'] : [' has no fresh data since ', time(at, 'live'), was];
  return [line([strong(shortened(name, 24)), ...since], 'warning')];
}

function alertLine({ id, severity, message, state }: Alert): Block {
  const since = state.kind === 'pending' ? null : state.firedAt;
  const isCritical = compareSeverity(severity, 'critical') >= 0;
  const has = state.kind === 'acknowledged' ? `, ${shortened(state.by.name, 32)} has it` : '';
  const when: readonly Inline[] = since === null ? [] : [' ', time(since, 'live')];
  const what = shortened(message, 120);
  return line([`#${id} `, what, ...when, has], isCritical ? 'critical' : 'warning');
}

function restLine(rest: number): Block[] {
  return rest > 0 ? [line(`and ${grouped(rest)} more: /alerts`, 'muted')] : [];
}

function windowLine({ name, activeUntil }: WindowView): Block {
  const until: readonly Inline[] =
    activeUntil === null ? [] : [' until ', time(activeUntil, 'live')];
  return line(['Maintenance ', strong(shortened(name, 48)), ...until], 'muted');
}

function oncallLine({ rota, person }: BoardView['oncall'][number]): Block {
  const who = person === null ? 'nobody' : shortened(person, 48);
  return line(
    ['On call ', strong(shortened(rota, 48)), `: ${who}`],
    person === null ? 'warning' : 'info',
  );
}

function boardData({ targets, alerts, openAlerts, windows, oncall }: BoardView) {
  return {
    targets: targets.map(({ isPaused, at, lastScore, ...one }) => ({
      ...{ ...one, last_score: lastScore, paused: isPaused, at: iso(at) },
    })),
    open_alerts: openAlerts,
    alerts: alerts.map(({ id, severity, targetName, message }) => ({
      ...{ id, severity, target: targetName, message },
    })),
    maintenance: windows.map(({ name, activeUntil }) => ({ name, until: iso(activeUntil) })),
    oncall,
  };
}
