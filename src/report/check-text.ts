import type { Block, Reply, Tone } from '../chat/reply.ts';
import { heading, line, reply, say, time } from '../chat/reply.ts';
import type { CheckStatus, CheckView } from '../model/check.ts';
import { CHECKS } from '../model/check.ts';
import { formatDuration } from '../model/format.ts';
import type { Instant } from '../model/time.ts';
import { counted } from './state-text.ts';

/** Checks that one answer lists. */
const MOST = 60;
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
  const shown = sorted.slice(0, MOST);
  const blocks: Block[] = [
    heading(title, worstTone(views)),
    {
      kind: 'table',
      columns: [
        { title: 'check', align: 'left' },
        { title: 'state', align: 'left' },
        { title: 'for', align: 'right' },
        { title: 'time', align: 'right' },
      ],
      rows: shown.map(({ check, state, off }) => [
        check.name,
        off === null ? state.status : 'off',
        formatDuration(Math.max(0, now - state.since)),
        state.last?.latency == null ? '–' : `${Math.round(state.last.latency)} ms`,
      ]),
    },
    ...sorted
      .filter(({ off }) => off === null)
      .slice(0, 10)
      .flatMap((view) => why(view)),
  ];
  if (sorted.length > MOST) blocks.push(line(`… and ${sorted.length - MOST} more.`, 'muted'));
  return reply(blocks, { asOf: newest(views), data });
}

/** With what is wrong with checks that are made of code. */
export function withTroubles(shown: Reply, troubles: readonly string[]): Reply {
  if (troubles.length === 0) return shown;
  const lines = troubles.slice(0, 10).map((one) => line(`plug-in ${one}`, 'bad'));
  const data = { ...(shown.data as object), plugin_troubles: troubles };
  return { ...shown, blocks: [...shown.blocks, ...lines], data };
}

function why({ check, state }: CheckView): readonly Block[] {
  const reasons = state.last?.reasons ?? [];
  return reasons.length === 0
    ? []
    : [line(`${check.name}: ${reasons.join('; ')}`, CHECK_TONES[state.status])];
}

/** One check with all that its newest run saw. */
export function checkReply(view: CheckView, subject: string, now: Instant): Reply {
  const { check, state, off } = view;
  const { last } = state;
  const status = off === null ? state.status : 'off';
  const details = Object.entries(last?.details ?? {});
  return reply(
    [
      heading(`${check.name}: ${status}`, CHECK_TONES[state.status]),
      line(`${check.kind} ${subject}`),
      ...(off === null ? [] : [offLine(off)]),
      ...(last?.reasons ?? []).map((reason) =>
        line(reason, CHECK_TONES[last?.status ?? 'unknown']),
      ),
      {
        kind: 'fields',
        fields: [
          { name: 'for', value: formatDuration(Math.max(0, now - state.since)), inline: true },
          ...(last?.latency == null
            ? []
            : [{ name: 'time', value: `${Math.round(last.latency)} ms`, inline: true }]),
          { name: 'every', value: formatDuration(check.interval), inline: true },
          ...(check.target === CHECKS
            ? []
            : [{ name: 'target', value: check.target, inline: true }]),
          ...(state.lastOk === null
            ? []
            : [
                {
                  name: 'last ok',
                  value: [{ kind: 'time', at: state.lastOk, style: 'relative' } as const],
                  inline: true,
                },
              ]),
          ...details.map(([name, value]) => ({ name, value: String(value), inline: true })),
          { name: 'expects', value: check.expect.join(', ') || 'that it answers', inline: false },
        ],
      },
    ],
    { asOf: last?.at ?? null, data: checkData(view) },
  );
}

/** With a button that runs the check, for those who may. */
export function withRun(shown: Reply, name: string, may: boolean): Reply {
  const input = `run ${name}`;
  if (!may || input.length > MOST_INPUT) return shown;
  const button = { label: 'Check now', tone: 'primary', command: 'check', input } as const;
  return { ...shown, blocks: [...shown.blocks, { kind: 'buttons', buttons: [button] }] };
}

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
