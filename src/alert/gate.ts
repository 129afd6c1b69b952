import type { Alert, AlertLife, Severity } from '../model/alert.ts';
import { compareSeverity } from '../model/alert.ts';
import type { Hold } from '../model/alert-change.ts';
import type { Silence } from '../model/silence.ts';
import { matches } from '../model/silence.ts';
import type { TargetPause } from '../model/target.ts';
import type { Instant } from '../model/time.ts';

/**
 * Why people would hear of an alert now. `changed` is what only its card shows; `released` is what was held and may be
 * told now; `asked`, `lapsed` and `handed` are about whoever has it: whether they still do, that they did not answer, and
 * that another has it.
 */
export type Occasion =
  | 'fired'
  | 'again'
  | 'raised'
  | 'resolved'
  | 'flapping'
  | 'settled'
  | 'reminder'
  | 'escalated'
  | 'released'
  | 'asked'
  | 'lapsed'
  | 'handed'
  | 'changed';

/** What the gate knows of the world. */
export interface GateWorld {
  readonly now: Instant;
  readonly silences: readonly Silence[];
  /** Why a target has no rounds now, or null. */
  paused(target: number): TargetPause | null;
  /** Maintenance windows that are open now. */
  readonly maintenance: readonly { name: string; until: Instant; covers(alert: Gated): boolean }[];
  /** What makes an alert pointless to tell, e.g. `router cannot be reached (#12)`; null for nothing. */
  inhibitor(alert: Gated, now: Instant): string | null;
  /** End of a channel's quiet hours when it has them now, else null. */
  quietUntil(channel: string): Instant | null;
  /** Weakest severity of which a channel is told; `info` unless given. */
  leastOf?(channel: string): Severity;
  /** Whether a channel has had its messages with a sound for this hour. */
  isSpent(channel: string): boolean;
}

type Gated = Pick<
  Alert,
  | 'fingerprint'
  | 'rule'
  | 'target'
  | 'targetName'
  | 'labels'
  | 'severity'
  | 'evidence'
  | 'state'
  | 'life'
>;

/** Who is told, how, and who is left alone for now. */
export interface Sending {
  readonly kind: 'send';
  readonly to: readonly {
    readonly channel: string;
    readonly silent: boolean;
    readonly why: string;
  }[];
  /** Channels that are left alone for now. */
  readonly holds: readonly Hold[];
  /** Channels that want to hear only of what is worse. */
  readonly spared?: readonly { readonly channel: string; readonly why: string }[];
}

export type Verdict = { readonly kind: 'hold'; readonly hold: Hold } | Sending;

/** Whether people are told, in which channels, and always why: the one gate that every message of an alert passes. */
export function decide(
  alert: Gated,
  occasion: Occasion,
  options: {
    readonly channels: readonly string[];
    readonly cooldown: number;
    /** Channels that show the alert already; quiet hours only take the sound from what they hear further. */
    readonly told?: readonly string[];
  },
  world: GateWorld,
): Verdict {
  const { channels, cooldown, told = [] } = options;
  const hold = heldFromAll(alert, occasion, cooldown, world);
  if (hold) return { kind: 'hold', hold };
  const to: { channel: string; silent: boolean; why: string }[] = [];
  const holds: Hold[] = [];
  const fresh = channels.filter((channel) => !told.includes(channel));
  const spared = fresh.flatMap((channel) => sparing(alert, channel, world));
  for (const channel of channels.filter((one) => spared.every((two) => two.channel !== one))) {
    const until = isLoud(alert) ? null : world.quietUntil(channel);
    const isWaiting = occasion === 'released' || !told.includes(channel);
    if (until !== null && isWaiting) holds.push(quiet(channel, until));
    else to.push({ channel, ...volume(alert, channel, until, world) });
  }
  return { kind: 'send', to, holds, ...(spared.length > 0 && { spared }) };
}

function sparing({ severity }: Pick<Alert, 'severity'>, channel: string, world: GateWorld) {
  const least = world.leastOf?.(channel) ?? 'info';
  const isTooMild = compareSeverity(severity, least) < 0;
  return isTooMild ? [{ channel, why: `is told of ${least} and worse` }] : [];
}

/** Critical and worse breaks through quiet hours and noise budgets. */
function isLoud({ severity }: Pick<Alert, 'severity'>): boolean {
  return compareSeverity(severity, 'critical') >= 0;
}

function volume(alert: Gated, channel: string, quietUntil: Instant | null, world: GateWorld) {
  if (quietUntil !== null) return { silent: true, why: 'without a sound: quiet hours' };
  if (isLoud(alert) || !world.isSpent(channel)) return { silent: false, why: '' };
  return { silent: true, why: 'without a sound: the channel has had its messages for this hour' };
}

function quiet(channel: string, until: Instant): Hold {
  const detail = 'quiet hours: it comes with their summary';
  return { channel, why: 'quiet hours', detail, until, silence: null };
}

/** The reasons that hold everywhere, in their order; the first that applies is the one that people are shown. */
function heldFromAll(
  alert: Gated,
  occasion: Occasion,
  cooldown: number,
  world: GateWorld,
): Hold | null {
  return (
    paused(alert, world) ??
    silenced(alert, world) ??
    inMaintenance(alert, world) ??
    inhibited(alert, world) ??
    taken(alert, occasion) ??
    cooling(alert.life, occasion, cooldown, world.now) ??
    flapping(alert.life, occasion)
  );
}

/** Nobody looks, so nothing that is known of it holds any more. */
function paused({ target }: Gated, world: GateWorld): Hold | null {
  const one = world.paused(target);
  if (!one) return null;
  const detail = `by ${one.by.name}`;
  return { channel: null, why: 'paused', detail, until: one.until, silence: null };
}

function silenced(alert: Gated, { silences }: GateWorld): Hold | null {
  const one = silences.find(({ matcher }) => matches(matcher, alert));
  if (!one) return null;
  const reason = one.reason === '' ? '' : `: ${one.reason}`;
  const detail = `silence #${one.id} by ${one.by.name}${reason}`;
  return { channel: null, why: 'silenced', detail, until: one.endsAt, silence: one.id };
}

function inMaintenance(alert: Gated, { maintenance }: GateWorld): Hold | null {
  const one = maintenance.find(({ covers }) => covers(alert));
  if (!one) return null;
  const detail = `maintenance ${one.name}`;
  return { channel: null, why: 'maintenance', detail, until: one.until, silence: null };
}

function inhibited(alert: Gated, world: GateWorld): Hold | null {
  const detail = world.inhibitor(alert, world.now);
  if (detail === null) return null;
  return { channel: null, why: 'inhibited', detail, until: null, silence: null };
}

/** Whoever has it needs no reminder. */
function taken({ state }: Gated, occasion: Occasion): Hold | null {
  if (state.kind !== 'acknowledged') return null;
  if (occasion !== 'reminder' && occasion !== 'escalated' && occasion !== 'again') return null;
  const detail = `${state.by.name} has it`;
  return { channel: null, why: 'acknowledged', detail, until: null, silence: null };
}

/** What cleared and came back within the cooldown is told when that is over and it still holds. */
function cooling(
  { toldAt }: AlertLife,
  occasion: Occasion,
  cooldown: number,
  now: Instant,
): Hold | null {
  if (occasion !== 'again' || toldAt === null) return null;
  const until = toldAt + cooldown;
  if (until <= now || until - now > cooldown) return null;
  const detail = 'people were told of it a short while ago';
  return { channel: null, why: 'cooldown', detail, until, silence: null };
}

function flapping({ flappingSince }: AlertLife, occasion: Occasion): Hold | null {
  if (flappingSince === null || occasion === 'flapping' || occasion === 'settled') return null;
  const detail = 'it keeps changing its mind; its card shows how';
  return { channel: null, why: 'flapping', detail, until: null, silence: null };
}
