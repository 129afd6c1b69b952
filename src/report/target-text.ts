import type { Block, Reply } from '../chat/reply.ts';
import { heading, line, reply } from '../chat/reply.ts';
import type { ProbeState } from '../model/declared-probe.ts';
import { formatDuration } from '../model/format.ts';
import { labelText } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import { iso } from './data.ts';
import { pauseBlock, pauseData, pausedText } from './pause-text.ts';
import { probeTroubles, troubledProbes } from './probe-troubles.ts';
import { shortened } from './state-text.ts';

/** Characters of one fact. */
const WIDTH = 160;

/** The newest round of a target. */
export type LastRound = {
  readonly at: Instant;
  readonly ok: boolean;
  readonly detail: string;
} | null;

export interface TargetRow {
  readonly target: Target;
  readonly last: LastRound;
  /** How its declared probes last went. */
  readonly probes?: readonly ProbeState[];
  /** Milliseconds for which it is left alone after what went wrong; see `Host.waits`. */
  readonly waits?: number | null;
}

/** Every target in a line. */
export function targetsReply(rows: readonly TargetRow[], now: Instant): Reply {
  const count = `${rows.length} target${rows.length === 1 ? '' : 's'}`;
  const titles = ['Target', 'Kind', 'Address', 'Every', 'Preset', 'Last round'];
  return reply(
    [
      heading(count),
      {
        kind: 'table',
        columns: titles.map((title) => ({ title, align: 'left' })),
        rows: rows.map((row) => cellsOf(row, now)),
      },
      ...probeTroubles(rows),
    ],
    { asOf: now, data: { targets: rows.map(rowData) } },
  );
}

/** One target, with what can be done about it. */
export function targetReply(row: TargetRow, now: Instant): Reply {
  const { target, last, waits } = row;
  const { paused = null, parent, labels, ssh, silentAfter } = target;
  const facts: readonly (readonly [string, string | null])[] = [
    ['Kind', target.kind],
    ['Address', addressOf(target)],
    ['Every', formatDuration(target.interval)],
    ['Preset', target.preset],
    ['Labels', labelText(labels) || null],
    ['Behind', parent],
    ['Host key', ssh && (ssh.hostKey ?? `as in ${ssh.knownHosts}`)],
    ['Silent after', silentAfter === undefined ? null : formatDuration(silentAfter)],
    ['Last round', lastText(last, { now, waits })],
  ];
  const fields = facts.flatMap(([name, value]) =>
    value === null ? [] : [{ name, value: shortened(value, WIDTH), inline: true }],
  );
  const blocks: Block[] = [heading(target.name), ...pauseBlock(paused), { kind: 'fields', fields }];
  if (last?.ok === false && last.detail !== '')
    blocks.push(line(shortened(last.detail, 500), 'bad'));
  blocks.push(...probeTroubles([row]));
  const [action, label] = paused ? ['resume', 'Resume'] : ['pause', 'Pause'];
  const input = `${action} ${target.name}`;
  const press = { tone: 'plain', command: 'targets' } as const;
  const buttons = [
    { ...press, label, input },
    { ...press, label: 'Test', input: `test ${target.name}` },
  ];
  blocks.push({ kind: 'buttons', buttons });
  return reply(blocks, { asOf: last?.at ?? null, data: rowData(row) });
}

function cellsOf({ target, last, waits }: TargetRow, now: Instant): string[] {
  const { name, kind, interval, preset } = target;
  const address = addressOf(target) ?? placeOf(target);
  const age = target.paused ? pausedText(target.paused, now) : lastText(last, { now, waits });
  return [name, kind, address, formatDuration(interval), preset, age];
}

function lastText(
  last: LastRound,
  { now, waits = null }: { readonly now: Instant; readonly waits: number | null | undefined },
): string {
  // Rounds in which nothing is tried say when none of them was.
  if (last?.ok === false && waits !== null) {
    return Number.isFinite(waits)
      ? `failed, tries again in ${formatDuration(waits)}`
      : 'failed, tries again when its host key is expected';
  }
  return last ? `${last.ok ? 'ok' : 'failed'} ${formatDuration(now - last.at)} ago` : 'none yet';
}

function rowData(row: TargetRow) {
  const { target, last } = row;
  const troubled = troubledProbes([row]).map(({ probe, trouble }) => ({ probe, trouble }));
  return {
    name: target.name,
    kind: target.kind,
    address: addressOf(target),
    interval_seconds: target.interval / SECOND,
    preset: target.preset,
    labels: target.labels,
    last_round: last && { at: iso(last.at), ok: last.ok, detail: last.detail },
    paused: pauseData(target.paused),
    ...(troubled.length > 0 && { troubled_probes: troubled }),
  };
}

/** Never shows how to log in; null for this machine. */
function addressOf({ ssh }: Target): string | null {
  return ssh && `${ssh.user}@${hostOf(ssh.host)}:${ssh.port}`;
}

/** Of what has no address for a log-in. */
function placeOf({ kind }: Target): string {
  switch (kind) {
    case 'push':
      return 'tells by itself';
    case 'docker':
      return 'container engine';
    case 'checks':
      return 'what checks look at';
    case 'alerts':
      return 'alerts of another product';
    default:
      return 'this machine';
  }
}

/** An IPv6 address stands in brackets, so that its port can be told apart. */
function hostOf(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
