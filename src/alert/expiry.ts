import type { Alert, Doer } from '../model/alert.ts';
import { RULE } from '../model/alert.ts';
import type { AckExpiry } from '../model/escalation.ts';
import { formatDuration } from '../model/format.ts';
import type { Instant } from '../model/time.ts';
import { MINUTE } from '../model/time.ts';
import type { AnnounceDeps } from './announce.ts';
import { decide } from './gate.ts';
import type { Entry } from './record.ts';
import { unacknowledge } from './state.ts';
import { givenBackTimes, repeatsOf } from './telling.ts';

/** How long whoever is asked may take to answer. */
const ANSWER = 10 * MINUTE;

/** When whoever takes an alert now is asked about it; `lasts` is what they said themselves. */
export function expiryFor(
  { escalations }: Pick<AnnounceDeps, 'escalations'>,
  alert: Alert,
  { at, lasts }: { readonly at: Instant; readonly lasts: number | null },
): AckExpiry | null {
  const { escalation: place } = alert.life;
  const chain = (place && escalations.named(place.chain)) ?? escalations.of(alert);
  const after = lasts ?? chain?.ackExpires ?? escalations.ackExpires();
  return after === null ? null : { after, at: at + after, isAsked: false };
}

/**
 * Whoever has had an alert for as long as they may is asked, and without an answer nobody has it; while answers may still
 * come in that were given when nobody listened, they keep it.
 */
export function expiring(
  deps: AnnounceDeps,
  at: Instant,
  { mayBeHeard }: { readonly mayBeHeard: boolean },
): Entry[] {
  const world = deps.world(at);
  return [...deps.book.open(null)].flatMap((alert): Entry[] => {
    const { state, life } = alert;
    if (state.kind !== 'acknowledged' || life.expiry === null || life.expiry.at > at) return [];
    // Whoever cannot be asked now is asked later.
    const options = { channels: [], cooldown: 0 };
    if (decide(alert, 'asked', options, world).kind === 'hold') return [];
    if (!life.expiry.isAsked) return [asked(alert, { ...life.expiry, by: state.by, now: at })];
    return mayBeHeard ? [] : lapsed(deps, alert, { by: state.by, at });
  });
}

function asked(
  before: Alert,
  { by, now, after }: AckExpiry & { readonly by: Doer; readonly now: Instant },
): Entry {
  const expiry = { after, at: now + ANSWER, isAsked: true };
  const alert = { ...before, life: { ...before.life, expiry } };
  const detail = `asked ${by.name} whether they still are on it`;
  const events = [{ at: now, by: RULE, kind: 'told', detail } as const];
  return { alert, before, occasion: 'asked', events, said: by.name, person: by.name };
}

function lapsed(
  deps: AnnounceDeps,
  before: Alert,
  { by, at }: { readonly by: Doer; readonly at: Instant },
): Entry[] {
  const acted = unacknowledge(before);
  if (acted.kind === 'refused') return [];
  const { state, life } = acted.episode;
  const times = givenBackTimes(before, repeatsOf(deps, before), at);
  const detail = `${by.name} did not answer for ${formatDuration(ANSWER)}`;
  const alert = { ...before, state, life: { ...life, ...times } };
  const events = [{ at, by: RULE, kind: 'unacknowledged', detail } as const];
  return [{ alert, before, occasion: 'lapsed', events, said: detail, person: by.name }];
}
