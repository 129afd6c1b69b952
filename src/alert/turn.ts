import type { AlertLife } from '../model/alert.ts';
import { SEVERITIES } from '../model/alert.ts';
import type { Hold } from '../model/alert-change.ts';
import type { Escalation, EscalationPlace, EscalationStep } from '../model/escalation.ts';
import type { Instant } from '../model/time.ts';
import type { Fired } from './escalation.ts';
import { fireStep, stepName } from './escalation.ts';
import type { Sending } from './gate.ts';
import type { Audience, Escalations, Told } from './ports.ts';
import { isSoon, LATER, type Repeats } from './telling.ts';

/** What an escalation does now. */
export interface Turn {
  /** Channels that hear of it by that. */
  readonly channels: readonly string[];
  /** What the note under the card says of it; not given where that is always the same. */
  readonly said?: string;
  /** What comes then. */
  readonly life: Partial<AlertLife>;
  /** What comes when nobody may be told of it, for the reason that is given; null: it goes on all the same. */
  held(hold: Hold | null): Partial<AlertLife>;
  /** What history says of it; null: whom it was told to. */
  detail(verdict: Sending): string | null;
}

interface TurnDeps {
  readonly audience: Audience;
  readonly escalations: Escalations;
}

/** The turn of an alert whose escalation is due. */
export function turnOf(deps: TurnDeps, alert: Told, repeats: Repeats, at: Instant): Turn {
  const { escalation: place, escalateAt } = alert.life;
  const chain = place && deps.escalations.named(place.chain);
  const remind = isSoon(alert, at) ? { remindAt: again(repeats, at) } : {};
  if (!chain) return furtherTurn(deps, alert, remind, at);
  const reached = (one: EscalationStep) => channelsOf(deps.audience, one, at);
  const fired = fireStep(chain, place, {
    ...{ due: escalateAt ?? at, at },
    reaches: (one) => reached(one).length > 0,
  });
  const step = fired.step === null ? null : (chain.steps[fired.step] ?? null);
  const said = spoken(deps.audience, chain, { fired, step, at });
  const life = { ...fired.next, ...remind };
  return {
    channels: step === null ? [] : reached(step),
    said,
    life,
    held: (hold) => (hold === null ? life : { escalation: heldPlace(place, hold) }),
    detail: ({ to, holds }) => [said, ...missedText(fired), ...asides(to, holds)].join('; '),
  };
}

function again({ remind }: Repeats, at: Instant): Instant | null {
  return remind === null ? null : at + remind;
}

/** The one step to whoever hears of what is worse. */
function furtherTurn(
  { audience }: TurnDeps,
  alert: Told,
  remind: Partial<AlertLife>,
  at: Instant,
): Turn {
  const next = SEVERITIES[SEVERITIES.indexOf(alert.severity) + 1] ?? alert.severity;
  return {
    channels: audience.channels(alert, next),
    life: { escalateAt: null, ...remind },
    held: () => ({ escalateAt: at + LATER }),
    detail: () => null,
  };
}

function channelsOf(audience: Audience, { to }: EscalationStep, at: Instant): readonly string[] {
  return [...new Set(to.flatMap((name) => audience.destinations(name, at)))];
}

/** It waits in its place until the reason is gone. */
function heldPlace(place: EscalationPlace, hold: Hold): EscalationPlace {
  return { ...place, heldFor: reasonOf(hold) };
}

/** Why nobody may be told, in one line. */
export function reasonOf({ why, detail }: Pick<Hold, 'why' | 'detail'>): string {
  return `${why}: ${detail}`;
}

/** `step 2 of 3 to @Ana, @web (@Ben)`, and which steps before it reach nobody. */
function spoken(
  audience: Audience,
  chain: Escalation,
  { fired, step, at }: { fired: Fired; step: EscalationStep | null; at: Instant },
): string {
  const empty = fired.empty.map((index) => {
    const names = chain.steps[index]?.to.join(', ');
    return `${stepName(chain, index, fired.round)} reaches nobody (${names})`;
  });
  if (step === null || fired.step === null) return empty.join(', ');
  const to = step.to.map((name) => {
    const reached = audience.destinations(name, at).filter((channel) => channel !== name);
    return reached.length === 0 ? name : `${name} (${reached.join(', ')})`;
  });
  const done = `${stepName(chain, fired.step, fired.round)} to ${to.join(', ')}`;
  return empty.length === 0 ? done : `${done}, since ${empty.join(', ')}`;
}

function missedText({ missed }: Fired): string[] {
  if (missed.length === 0) return [];
  const steps = missed.map((step) => step + 1).join(', ');
  return [`step ${steps} came due while nobody looked, and was left out`];
}

/** Who hears of it without a sound, or later, and why. */
function asides(to: Sending['to'], holds: readonly Hold[]): string[] {
  const quiet = to.filter(({ why }) => why !== '').map(({ channel, why }) => `${channel} ${why}`);
  return [...quiet, ...holds.map(({ channel, detail }) => `${channel} waits: ${detail}`)];
}

/** A person stops it: no step comes until the alert grows worse or is given back; null while none is to come. */
export function stopped({ escalation, escalateAt }: AlertLife): Partial<AlertLife> | null {
  if (escalateAt === null) return null;
  const { heldFor: _, ...place } = escalation ?? NO_PLACE;
  return { escalateAt: null, escalation: place };
}

/** Of an escalation of one step, which has no name. */
const NO_PLACE: EscalationPlace = { chain: '', step: 0, round: 0 };
