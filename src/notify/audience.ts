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
  /** Channels that a name stands for at a moment: of a person themselves, of a rota whoever is on call; itself unless given. */
  reached?(name: string, at: Instant): readonly string[];
  /** Channels that a rule names instead of the routes', or null. */
  ownChannels(alert: Subject): readonly string[] | null;
  /** Channels that hear every alert of at least `warning` whatever the routes say: linked chats and the terminal. */
  always(): readonly string[];
  note(alert: Subject, kind: Kind, said?: string): Reply;
}

/** Who hears of alerts: by a rule's own channels or the routes, and always the linked chats. */
export function audience<Subject extends Routed, Kind>(deps: AudienceDeps<Subject, Kind>) {
  const kindOf = (channel: string) => deps.listeners().find(({ name }) => name === channel)?.kind;
  const isThere = (channel: string): boolean => kindOf(channel) !== undefined;
  const reached = (name: string, at: Instant) => deps.reached?.(name, at) ?? [name];
  return {
    /** Names of the channels that hear of an alert of that severity, each once. */
    channels(alert: Subject, severity: Severity): readonly string[] {
      const at = deps.now();
      const named =
        deps.ownChannels(alert) ?? channelsFor({ ...alert, severity }, deps.routes(), at);
      const always = severity === 'info' ? [] : deps.always();
      return [...new Set([...named.flatMap((name) => reached(name, at)), ...always])].filter(
        isThere,
      );
    },
    /** Channels that a name stands for at a moment, where they are there now. */
    destinations: (name: string, at: Instant): readonly string[] =>
      reached(name, at).filter(isThere),
    isThere,
    /** The terminal shows every change as a line of its own; a note would say it twice. */
    showsEveryChange: (channel: string): boolean => kindOf(channel) === 'console',
    /** A note as JSON. */
    note: (alert: Subject, kind: Kind, said?: string): string =>
      JSON.stringify(deps.note(alert, kind, said)),
  };
}
