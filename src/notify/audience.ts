import type { Reply } from '../chat/reply.ts';
import type { Severity } from '../model/alert.ts';
import type { Instant } from '../model/time.ts';
import type { Routed, RouteRule } from './route.ts';
import { channelsFor } from './route.ts';

/** A channel as routing sees it. */
export interface Listener {
  readonly name: string;
  readonly kind: string;
}

export interface AudienceDeps<Subject extends Routed, Kind> {
  now(): Instant;
  routes(): readonly RouteRule[];
  /** Every channel there is now. */
  listeners(): readonly Listener[];
  /** Channels that a rule names instead of the routes', or null. */
  ownChannels(alert: Subject): readonly string[] | null;
  /** Channels that hear every alert of at least `warning` whatever the routes say: linked chats and the terminal. */
  always(): readonly string[];
  note(alert: Subject, kind: Kind, said?: string): Reply;
}

/** Who hears of alerts: by a rule's own channels or the routes, and always the linked chats. */
export function audience<Subject extends Routed, Kind>(deps: AudienceDeps<Subject, Kind>) {
  const kindOf = (channel: string) => deps.listeners().find(({ name }) => name === channel)?.kind;
  return {
    /** Names of the channels that hear of an alert of that severity, each once. */
    channels(alert: Subject, severity: Severity): readonly string[] {
      const named =
        deps.ownChannels(alert) ?? channelsFor({ ...alert, severity }, deps.routes(), deps.now());
      const always = severity === 'info' ? [] : deps.always();
      return [...new Set([...named, ...always])].filter((name) => kindOf(name) !== undefined);
    },
    /** The channel of that name, where there is one now. */
    destinations: (name: string): readonly string[] => (kindOf(name) === undefined ? [] : [name]),
    isThere: (channel: string): boolean => kindOf(channel) !== undefined,
    /** The terminal shows every change as a line of its own; a note would say it twice. */
    showsEveryChange: (channel: string): boolean => kindOf(channel) === 'console',
    /** A note as JSON. */
    note: (alert: Subject, kind: Kind, said?: string): string =>
      JSON.stringify(deps.note(alert, kind, said)),
  };
}
