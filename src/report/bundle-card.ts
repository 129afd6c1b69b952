import type { Bar, Block, Button, Inline, Reply, Tone } from '../chat/reply.ts';
import { heading, line, reply, time } from '../chat/reply.ts';
import type { Alert, Severity } from '../model/alert.ts';
import { compareSeverity, SEVERITIES } from '../model/alert.ts';
import { ackButton } from './card-controls.ts';
import { counted, grouped, memberText, shortened } from './state-text.ts';
import { alertTone } from './tone.ts';

/** Members of a group that are named. */
const GROUP_LINES = 15;
/** Members of a storm that are named. */
const STORM_LINES = 5;
/** Targets and rules of a storm that are shown as bars. */
const BARS = 5;
/** Characters of a message in a member's line. */
const MESSAGE = 160;

export interface Count {
  readonly name: string;
  readonly count: number;
}

/** The alerts of one message, counted. `total` = `open` + `resolved`; `acknowledged` are among the open. */
export interface BundleView {
  readonly total: number;
  readonly open: number;
  readonly acknowledged: number;
  readonly resolved: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
  /** Every target and every rule, most alerts first. */
  readonly byTarget: readonly Count[];
  readonly byRule: readonly Count[];
  /** The open ones first, strongest first; at least 15 where there are so many. */
  readonly strongest: readonly Alert[];
}

/** Counts alerts for the message that shows them all. */
export function bundleOf(alerts: readonly Alert[]): BundleView {
  const bySeverity = { info: 0, warning: 0, error: 0, critical: 0, emergency: 0 };
  const targets = new Map<string, number>();
  const rules = new Map<string, number>();
  let resolved = 0;
  let acknowledged = 0;
  for (const { severity, targetName, rule, state } of alerts) {
    bySeverity[severity]++;
    targets.set(targetName, (targets.get(targetName) ?? 0) + 1);
    rules.set(rule, (rules.get(rule) ?? 0) + 1);
    if (state.kind === 'resolved') resolved++;
    if (state.kind === 'acknowledged') acknowledged++;
  }
  return {
    total: alerts.length,
    open: alerts.length - resolved,
    acknowledged,
    resolved,
    bySeverity,
    byTarget: mostFirst(targets),
    byRule: mostFirst(rules),
    strongest: alerts.toSorted(strongestFirst).slice(0, GROUP_LINES),
  };
}

function mostFirst(counts: ReadonlyMap<string, number>): readonly Count[] {
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .toSorted((a, b) => b.count - a.count || a.name.localeCompare(b.name));
}

function strongestFirst(a: Alert, b: Alert): number {
  const over = Number(a.state.kind === 'resolved') - Number(b.state.kind === 'resolved');
  return over || compareSeverity(b.severity, a.severity) || a.id - b.id;
}

/** One message for several alerts: each of a handful with its state, of a storm the counts. */
export function bundleCard(
  lead: Alert,
  view: BundleView,
  {
    extra = [],
    buttons = [],
  }: { readonly extra?: readonly Block[]; readonly buttons?: readonly Button[] } = {},
): Reply {
  const tone = toneOf(view);
  const title = view.open === 0 ? `RESOLVED · ${titleOf(lead, view)}` : titleOf(lead, view);
  const body = lead.life.storm ? stormBody(view) : [line(memberLines(view, GROUP_LINES))];
  const blocks: Block[] = [
    heading(title, tone),
    ...extra,
    line([...sinceText(lead), stateCounts(view)]),
    ...body,
    { kind: 'buttons', buttons: [...buttonsFor(lead, view), ...buttons] },
  ];
  return reply(blocks, { footer: `#${lead.id}`, tone });
}

/** When the first of them fired. */
function sinceText({ state }: Alert): Inline[] {
  if (state.kind === 'pending' || state.firedAt === null) return [];
  return ['First fired ', time(state.firedAt, 'live'), '\n'];
}

function titleOf({ life }: Pick<Alert, 'life'>, view: BundleView): string {
  return life.storm ? `STORM · ${bundleName(view)}` : bundleName(view);
}

/** The target's name, or how many there are: ` on 38 targets`; nothing where they are not known. */
function placesOf({ byTarget }: BundleView): string {
  const [only] = byTarget;
  if (!only) return '';
  return ` on ${byTarget.length === 1 ? only.name : counted(byTarget.length, 'target')}`;
}

/** `3 alerts on web-1`, as the bundle's notes name it. */
export function bundleName(view: BundleView): string {
  return `${counted(view.total, 'alert')}${placesOf(view)}`;
}

/** Of the strongest open one; while all of those are taken, calmer; when all are over, good. */
function toneOf({ strongest, open, acknowledged }: BundleView): Tone {
  if (open === 0) return 'good';
  const free = strongest.find(({ state }) => state.kind === 'firing');
  if (free && acknowledged < open) return alertTone(free);
  return strongest[0] ? alertTone(strongest[0]) : 'warning';
}

function memberLines({ strongest, total }: BundleView, most: number): Inline[] {
  const shown = strongest.slice(0, most);
  const rows = shown.map((one) => memberText(one, MESSAGE));
  const rest = total - shown.length;
  if (rest > 0) rows.push(`and ${grouped(rest)} more: /alerts`);
  return [rows.join('\n')];
}

function stormBody(view: BundleView): Block[] {
  const shown = Math.min(STORM_LINES, view.strongest.length);
  const severities = severityCounts(view);
  return [
    ...(severities === '' ? [] : [line(severities)]),
    ...barsOf('Most alerts by target', view.byTarget),
    ...barsOf('Most alerts by rule', view.byRule),
    ...(shown === 0 ? [] : [line(memberLines({ ...view, total: shown }, STORM_LINES))]),
    line('Every one is in /alerts.', 'muted'),
  ];
}

/** `12 critical, 388 warning, 12 info`: the worst first. */
function severityCounts({ bySeverity }: BundleView): string {
  return SEVERITIES.toReversed()
    .filter((severity) => bySeverity[severity] > 0)
    .map((severity) => `${grouped(bySeverity[severity])} ${severity}`)
    .join(', ');
}

/** `3 open, nobody has any of them`, `18 open, 3 of them acknowledged, 2 resolved`. */
function stateCounts({ open, acknowledged, resolved }: BundleView): string {
  const taken =
    acknowledged === 0 ? 'nobody has any of them' : `${grouped(acknowledged)} of them acknowledged`;
  const parts = open === 0 ? [] : [`${grouped(open)} open`, taken];
  if (resolved > 0) parts.push(`${grouped(resolved)} resolved`);
  return parts.join(', ');
}

function barsOf(title: string, counts: readonly Count[]): Block[] {
  if (counts.length === 0) return [];
  const bars = counts.slice(0, BARS).map(barOf);
  const rest = counts.length - bars.length;
  const more = rest > 0 ? ` (and ${grouped(rest)} more)` : '';
  return [line(`${title}${more}`, 'muted'), { kind: 'bars', max: counts[0]?.count ?? 0, bars }];
}

function barOf({ name, count }: Count): Bar {
  return { label: shortened(name, 40), value: count, text: grouped(count) };
}

/** A storm is not ended by one press: its alerts end by themselves. */
function buttonsFor({ id, life }: Alert, { open, acknowledged }: BundleView): readonly Button[] {
  const details: Button = {
    label: 'Details',
    tone: 'plain',
    command: 'alert',
    input: String(id),
  };
  const resolve: Button = {
    label: 'Resolve all',
    tone: 'good',
    command: 'resolve',
    input: `${id}*`,
  };
  if (open === 0) return [details];
  const acks = acknowledged < open ? [ackButton('Ack all', `${id}*`)] : [];
  return [...acks, ...(life.storm ? [] : [resolve]), details];
}
