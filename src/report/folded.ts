import type { AlertEvent } from '../model/alert.ts';

/** Kinds that come again and again while an alert goes on. */
const REPEATED: ReadonlySet<AlertEvent['kind']> = new Set(['sent', 'reminded']);

/** Events of a history, those that repeat each other together; oldest first. */
export function folded(events: readonly AlertEvent[]): readonly (readonly AlertEvent[])[] {
  const groups: AlertEvent[][] = [];
  let run = new Map<AlertEvent['kind'], AlertEvent[]>();
  for (const event of events) {
    if (!REPEATED.has(event.kind)) run = new Map();
    const group = run.get(event.kind);
    if (group) {
      group.push(event);
      continue;
    }
    const first = [event];
    groups.push(first);
    if (REPEATED.has(event.kind)) run.set(event.kind, first);
  }
  return groups;
}

/** Channels that the events are about, in their order. */
export function channelsOf(events: readonly AlertEvent[]): string {
  const names = events.flatMap(({ channel }) => (channel === undefined ? [] : [channel]));
  return [...new Set(names)].join(', ');
}

/** The channels of `escalated: ops, phone (without a sound)` as ` to ops, phone`; any other detail behind a colon. */
export function toldTo(detail: string): string {
  const [, names] = /^(?:escalated|reminder): (.*)$/s.exec(detail) ?? [];
  if (names === undefined) return detail === '' ? '' : `: ${detail}`;
  if (names.startsWith('the message of #')) return `: ${names}`;
  return ` to ${names.replaceAll(/ \([^)]*\)/g, '')}`;
}
