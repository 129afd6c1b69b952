import type { Delivery, Outgoing } from './channel.ts';

/**
 * What a try of a message says, as a key: of a card another one when its alert has moved on since an earlier try, so
 * that whoever has taken that takes this too.
 */
export function sayingOf({ key, kind, about }: Pick<Outgoing, 'key' | 'kind' | 'about'>): string {
  if (kind !== 'card' || !about) return key;
  const { state, severity, open, total } = about.whole;
  return [key, state, severity, open, total].join('.');
}

/** Messages of which it is remembered who has them. */
const REMEMBERED = 100;

/**
 * Sends one message to several places at once. A try after a failure goes only to those that have not taken it: that is
 * remembered until the process ends.
 */
export function toEach() {
  const taken = new Map<string, Set<string>>();
  return async (
    key: string,
    places: readonly string[],
    send: (place: string) => Promise<Delivery>,
  ): Promise<Delivery> => {
    const having = taken.get(key) ?? new Set<string>();
    const missing = places.filter((one) => !having.has(one));
    const outcomes = await Promise.all(
      missing.map(async (place) => {
        const outcome = await send(place);
        if (outcome.kind === 'delivered') having.add(place);
        return outcome;
      }),
    );
    const worst = worstOf(outcomes);
    remember(taken, key, worst.kind === 'retry' ? having : new Set());
    return worst;
  };
}

/** Keeps who has a message that is tried again. */
function remember(taken: Map<string, Set<string>>, key: string, having: Set<string>): void {
  taken.delete(key);
  if (having.size > 0) taken.set(key, having);
  const [oldest = ''] = taken.keys();
  if (taken.size > REMEMBERED) taken.delete(oldest);
}

/** What can still succeed is tried again, after the longest wait; only then a refusal counts. */
function worstOf(outcomes: readonly Delivery[]): Delivery {
  const again = outcomes.filter((one) => one.kind === 'retry');
  const longest = again.toSorted((a, b) => b.after - a.after)[0];
  const refusal = outcomes.find((one) => one.kind !== 'delivered');
  return longest ?? refusal ?? outcomes[0] ?? { kind: 'delivered', remoteId: '' };
}
