import type { Block, Button, Inline, Reply } from '../chat/reply.ts';
import { heading, line, reply } from '../chat/reply.ts';
import type { Alert, Severity } from '../model/alert.ts';
import { formatDuration } from '../model/format.ts';
import type { Instant } from '../model/time.ts';
import { ackButton } from './card-controls.ts';
import { alertData } from './data.ts';
import { counted, grouped, shortened, stateText } from './state-text.ts';
import { alertTone } from './tone.ts';

/** Alerts of one page. */
export const PAGE = 20;
/** Pages that can be turned to: what lies further is found by narrowing. */
export const PAGES = 500;
/** Characters of a message in a row. */
const MESSAGE = 200;

/** One page of a list of alerts. */
export interface ListView {
  readonly alerts: readonly Alert[];
  readonly total: number;
  /** From 1. */
  readonly page: number;
  /** What was asked for, as it is typed; empty for nothing. */
  readonly state: string;
  readonly severity: Severity | null;
  readonly target: string | null;
  /** Ids of those that are silenced. */
  readonly silenced: ReadonlySet<number>;
  /** What holds messages back, by id, where more is known: `silenced by Ana until 08:00`. */
  readonly held?: ReadonlyMap<number, string>;
  /** Maintenance that hides everything, or all that is shown, a line each. */
  readonly maintenance?: readonly (readonly Inline[])[];
  /** How many there are of each severity, strongest first, where that helps to narrow. */
  readonly severities: readonly { readonly severity: Severity; readonly count: number }[];
  readonly now: Instant;
}

/** Alerts, strongest first, a page of them, with what narrows a long list. */
export function alertListReply(view: ListView): Reply {
  const { alerts, total, page, severity, target } = view;
  const where = target === null ? '' : ` on ${target}`;
  const state = view.state === 'all' ? '' : `${view.state} `;
  const kind = `${state}${severity === null ? '' : `${severity} `}`;
  const data = { total, alerts: alerts.map(alertData) };
  const above = (view.maintenance ?? []).map((text) => line(text, 'muted'));
  const [strongest] = alerts;
  if (total === 0) {
    const tone = 'good';
    return reply([...above, line(`No ${kind}alerts${where}.`, tone)], { tone, data });
  }
  const pages = Math.ceil(total / PAGE);
  if (!strongest) {
    const tone = 'warning';
    const text = `There is no page ${page}: ${counted(pages, 'page')} in all.`;
    return reply([line(text, tone)], { tone, data });
  }
  const tone = alertTone(alerts.find((one) => one.state.kind === 'firing') ?? strongest);
  const at = page === 1 ? '' : ` (page ${page} of ${grouped(pages)})`;
  const blocks: Block[] = [
    ...above,
    heading(`${counted(total, `${kind}alert`)}${where}${at}`, tone),
    table(view),
    ...moreBlocks(view),
    { kind: 'buttons', buttons: [...alerts.flatMap(buttonFor).slice(0, 5), ...turnButtons(view)] },
  ];
  return reply(blocks, { asOf: view.now, data, tone });
}

function table({ alerts, silenced, held, now }: ListView): Block {
  return {
    kind: 'table',
    columns: [
      { title: 'Id', align: 'right' },
      { title: 'Severity', align: 'left' },
      { title: 'What', align: 'left' },
      { title: 'State', align: 'left' },
      { title: 'For', align: 'right' },
    ],
    rows: alerts.map((alert) => [
      `#${alert.id}`,
      alert.severity,
      shortened(alert.message, MESSAGE),
      marksOf(alert, held?.get(alert.id) ?? (silenced.has(alert.id) ? 'silenced' : null)),
      formatDuration((alert.state.kind === 'resolved' ? alert.state.at : now) - alert.state.since),
    ]),
  };
}

/** Its state, and what else one should know before touching it. */
function marksOf(alert: Alert, held: string | null): string {
  const { life, lead, id } = alert;
  const marks = [stateText(alert)];
  if (life.flappingSince !== null) marks.push('flapping');
  if (held !== null) marks.push(held);
  if (life.noise !== null) marks.push('noise');
  if (lead !== null && lead !== id) marks.push(`in #${lead}`);
  return marks.join(', ');
}

function moreBlocks(view: ListView): Block[] {
  const { total, page, severities } = view;
  const more = total - (page - 1) * PAGE - view.alerts.length;
  if (more <= 0) return [];
  const counts = severities
    .map(({ severity, count }) => `${grouped(count)} ${severity}`)
    .join(', ');
  const of = counts === '' ? '' : ` In all: ${counts}.`;
  const text = line(`${grouped(more)} more: narrow by state, severity or target.${of}`, 'muted');
  if (severities.length < 2) return [text];
  return [
    text,
    {
      kind: 'select',
      label: 'Only one severity',
      command: 'alerts',
      options: severities.map(({ severity, count }) => ({
        label: `${severity} (${grouped(count)})`,
        input: asked({ ...view, severity }),
      })),
    },
  ];
}

/** What was asked for, as it is typed. */
function asked({
  state,
  severity,
  target,
}: Pick<ListView, 'state' | 'severity' | 'target'>): string {
  const words = [state, severity ?? '', target === null ? '' : `target=${target}`];
  return words.filter((word) => word !== '').join(' ');
}

function turnButtons(view: ListView): Button[] {
  const { page, total } = view;
  const last = Math.min(PAGES, Math.ceil(total / PAGE));
  const turn = (label: string, to: number): Button => ({
    label,
    tone: 'plain',
    command: 'alerts',
    input: `${asked(view)} page=${to}`.trim(),
  });
  return [
    ...(page > 1 ? [turn('Back', page - 1)] : []),
    ...(page < last ? [turn('Next', page + 1)] : []),
  ];
}

function buttonFor({ id, state }: Alert): Button[] {
  return state.kind === 'firing' ? [ackButton(`Ack #${id}`, String(id))] : [];
}
