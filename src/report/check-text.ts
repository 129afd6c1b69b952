import type { Block, Inline, Reply, Tone } from '../chat/reply.ts';
import { code, heading, line, reply, say, strong, time } from '../chat/reply.ts';
import type { CheckStatus, CheckValue, CheckView } from '../model/check.ts';
import { CHECKS, isUp } from '../model/check.ts';
import { formatDuration, formatValue } from '../model/format.ts';
import type { Instant } from '../model/time.ts';
import { counted } from './state-text.ts';

/** Checks that one answer lists, and those that say why beside them. */
const MOST = 60;
const MOST_REASONS = 10;
/** Kinds that something else moves: their interval is only how often they are looked at besides. */
const UNTIMED = ['push', 'group'];
/** Characters that every platform's buttons hold beside the command. */
const MOST_INPUT = 48;

export const CHECK_TONES = {
  healthy: 'good',
  degraded: 'warning',
  unhealthy: 'critical',
  error: 'bad',
  unknown: 'muted',
} as const satisfies Record<CheckStatus, Tone>;

/** Worst first. */
const ORDER: readonly CheckStatus[] = ['unhealthy', 'error', 'degraded', 'unknown', 'healthy'];

/** Every check with how it stands, the worst first. */
export function checksReply(views: readonly CheckView[], now: Instant): Reply {
  const data = { checks: views.map(checkData) };
  if (views.length === 0) {
    return say(
      'No checks are configured. Make one: /watch https://shop.example.com/health',
      'info',
      data,
    );
  }
  const sorted = views.toSorted((a, b) => rank(a) - rank(b));
  const bad = views.filter(({ state, off }) => off === null && rank({ state }) < 3).length;
  const title =
    bad === 0
      ? counted(views.length, 'check')
      : `${counted(views.length, 'check')}, ${bad} not well`;
  const told = sorted.filter((view) => saysWhy(view)).slice(0, MOST_REASONS);
  const rest = sorted.filter((view) => !told.includes(view));
  const blocks: Block[] = [
    heading(title, worstTone(views)),
    ...told.map((view) => whyLine(view, now)),
    ...(rest.length === 0 ? [] : [tableOf(rest.slice(0, MOST), now)]),
  ];
  if (rest.length > MOST) blocks.push(line(`… and ${rest.length - MOST} more.`, 'muted'));
  return reply(blocks, { asOf: newest(views), data });
}

/** With what is wrong with checks that are made of code. */
export function withTroubles(shown: Reply, troubles: readonly string[]): Reply {
  if (troubles.length === 0) return shown;
  const lines = troubles.slice(0, 10).map((one) => line(`plug-in ${one}`, 'bad'));
  const data = { ...(shown.data as object), plugin_troubles: troubles };
  return { ...shown, blocks: [...shown.blocks, ...lines], data };
}

/** Whether it is run, and not well or has something to say. */
function saysWhy({ state, off }: CheckView): boolean {
  return off === null && (rank({ state }) < 3 || (state.last?.reasons ?? []).length > 0);
}

function whyLine({ check, state }: CheckView, now: Instant): Block {
  const reasons = (state.last?.reasons ?? []).join('; ');
  const span = formatDuration(Math.max(0, now - state.since));
  const why = reasons === '' ? '' : `: ${reasons}`;
  return line(
    [strong(check.name), ` ${state.status} for ${span}${rowOf({ check, state })}${why}`],
    CHECK_TONES[state.status],
  );
}

/** Such as `, 1 of 2 failed runs`, while its newest runs say otherwise than what counts. */
function rowOf({ check, state: { against, status } }: Pick<CheckView, 'check' | 'state'>): string {
  if (against === 0) return '';
  const isWell = status === 'unknown' || isUp(status);
  return isWell
    ? `, ${against} of ${check.failAfter} failed runs`
    : `, ${against} of ${check.okAfter} good runs`;
}

function tableOf(views: readonly CheckView[], now: Instant): Block {
  return {
    kind: 'table',
    columns: [
      { title: 'check', align: 'left' },
      { title: 'state', align: 'left' },
      { title: 'for', align: 'right' },
      { title: 'time', align: 'right' },
    ],
    rows: views.map(({ check, state, off }) => [
      check.name,
      off === null ? state.status : 'off',
      formatDuration(Math.max(0, now - state.since)),
      state.last?.latency == null || off !== null ? '-' : formatValue(state.last.latency, 'ms'),
    ]),
  };
}

/** One check with all that its newest run saw. */
export function checkReply(view: CheckView, subject: string, now: Instant): Reply {
  const { check, state, off } = view;
  const { last } = state;
  const span = formatDuration(Math.max(0, now - state.since));
  const status = off === null ? `${state.status} for ${span}${rowOf(view)}` : 'off';
  const tone = off === null ? CHECK_TONES[state.status] : 'muted';
  return reply(
    [
      heading(`${check.name}: ${status}`, tone),
      line(`${check.kind} ${subject}`),
      ...(off === null ? [] : [offLine(off)]),
      ...(off === null && last === null ? [line('It has not run yet.', 'muted')] : []),
      ...(last?.reasons ?? []).map((reason) =>
        line(reason, CHECK_TONES[last?.status ?? 'unknown']),
      ),
      ...factsLine(view),
      ...conditions('Expects ', check.expect),
      ...conditions('Degraded unless ', check.warn),
      ...seenTable(last?.details ?? {}),
    ],
    { asOf: last?.at ?? null, data: checkData(view) },
  );
}

/** Such as `251 ms · every 1 min · of web-1`; when it was last well, where it is not. */
function factsLine({ check, state }: CheckView): readonly Block[] {
  const latency = state.last?.latency ?? null;
  const words = [
    ...(latency === null ? [] : [formatValue(latency, 'ms')]),
    ...(UNTIMED.includes(check.kind) ? [] : [`every ${formatDuration(check.interval)}`]),
    ...(check.target === CHECKS ? [] : [`of ${check.target}`]),
  ];
  const { lastOk } = state;
  const ok: Inline[] = lastOk === null || isUp(state.status) ? [] : ['last ok ', time(lastOk)];
  const parts: Inline[] = words.length > 0 && ok.length > 0 ? [' · ', ...ok] : ok;
  return words.length + ok.length === 0 ? [] : [line([words.join(' · '), ...parts])];
}

function conditions(words: string, all: readonly string[]): readonly Block[] {
  if (all.length === 0) return [];
  return [line([words, ...all.flatMap((one, at) => [at === 0 ? '' : ', ', code(one)])])];
}

/** By the names that conditions read. */
function seenTable(details: Readonly<Record<string, CheckValue>>): readonly Block[] {
  const rows = Object.entries(details).map(([name, value]) => [name, String(value ?? '-')]);
  const columns = ['seen', 'value'].map((title) => ({ title, align: 'left' }) as const);
  return rows.length === 0 ? [] : [{ kind: 'table', columns, rows }];
}

/** With a button that runs the check, or that switches it on again, for those who may. */
export function withDeed(shown: Reply, { check: { name }, off }: CheckView, may: boolean): Reply {
  const deed = off === null ? RUN : SWITCH_ON;
  const input = `${deed.action} ${name}`;
  // What the configuration switches off, only the configuration switches on.
  if (!may || off === 'configured' || input.length > MOST_INPUT) return shown;
  const button = { label: deed.label, tone: 'primary', command: 'check', input } as const;
  return { ...shown, blocks: [...shown.blocks, { kind: 'buttons', buttons: [button] }] };
}

const RUN = { label: 'Check now', action: 'run' };
const SWITCH_ON = { label: 'Switch on', action: 'on' };

function offLine(off: NonNullable<CheckView['off']>): Block {
  if (off === 'configured') return line('Switched off in the configuration.', 'muted');
  const reason = off.reason === '' ? '' : `: ${off.reason}`;
  return line([`Switched off by ${off.by.name} `, time(off.at), reason], 'muted');
}

/** A check for programs. */
function checkData({ id, check, state, off }: CheckView) {
  const { last } = state;
  const iso = (at: Instant | null) => (at === null ? null : new Date(at).toISOString());
  return {
    id,
    name: check.name,
    kind: check.kind,
    target: check.target,
    status: off === null ? state.status : 'off',
    off:
      off === null || off === 'configured'
        ? null
        : { by: off.by.name, at: iso(off.at), reason: off.reason },
    since: iso(state.since),
    latency_ms: last?.latency ?? null,
    reasons: last?.reasons ?? [],
    details: last?.details ?? {},
    last_run: iso(last?.at ?? null),
    last_ok: iso(state.lastOk),
    interval_seconds: check.interval / 1_000,
  };
}

function rank({ state }: Pick<CheckView, 'state'>): number {
  return ORDER.indexOf(state.status);
}

function worstTone(views: readonly CheckView[]): Tone {
  const worst = Math.min(...views.filter(({ off }) => off === null).map(rank));
  return CHECK_TONES[ORDER[worst] ?? 'unknown'];
}

function newest(views: readonly CheckView[]): Instant | null {
  const times = views.flatMap(({ state }) => state.last?.at ?? []);
  return times.length === 0 ? null : Math.max(...times);
}
