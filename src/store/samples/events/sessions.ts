import type { EventAnswers } from '../../../model/event-question.ts';
import type { Instant } from '../../../model/time.ts';
import { percentileOf } from '../functions.ts';
import type { Fold } from './scan.ts';

/** Events that are kept in mind: 8 bytes each. */
const MOST_EVENTS = 2_000_000;

/** Events of one user belong to one session until there are none for longer than `gap`. */
export function sessions(
  field: string,
  gap: number,
  mostUsers: number,
): Fold<EventAnswers['sessions']> {
  const users = new Map<string, Instant[]>();
  let events = 0;
  let isWhole = true;
  return {
    add(seen) {
      const user = seen.field(field);
      if (user === undefined || user === null) return;
      const own = users.get(String(user)) ?? [];
      if ((own.length === 0 && users.size >= mostUsers) || events >= MOST_EVENTS) {
        isWhole = false;
        return;
      }
      events++;
      own.push(seen.at);
      users.set(String(user), own);
    },
    answer() {
      const each = [...users.values()].map((own) => lengthsOf(own, gap));
      const lengths = Float64Array.from(each.flat());
      const { length } = lengths;
      const sum = lengths.reduce((total, one) => total + one, 0);
      return {
        ...{ users: users.size, sessions: length },
        medianLength: percentileOf({ at: lengths, values: lengths, length }, 0.5),
        meanLength: length === 0 ? null : sum / length,
        eventsPerSession: length === 0 ? null : events / length,
        returning: each.filter((own) => own.length > 1).length,
        isWhole,
      };
    },
  };
}

/** Length of each session: from its first to its last event. */
function lengthsOf(times: readonly Instant[], gap: number): number[] {
  const sorted = Float64Array.from(times).sort();
  const lengths: number[] = [];
  let start = sorted[0] ?? 0;
  for (const [index, at] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next !== undefined && next - at <= gap) continue;
    lengths.push(at - start);
    start = next ?? at;
  }
  return lengths;
}
