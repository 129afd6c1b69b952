import type { Reply } from '../chat/reply.ts';
import type { Alert } from '../model/alert.ts';
import type { RouteRule } from './route.ts';
import { channelsFor } from './route.ts';

/** A channel as routing sees it. */
export interface Listener {
  readonly name: string;
  readonly kind: string;
}

export interface TellDeps {
  readonly routes: readonly RouteRule[];
  /** Every channel there is now. */
  listeners(): readonly Listener[];
  /** Channels that a rule names instead of the routes', or null. */
  ownChannels(rule: string): readonly string[] | null;
  /** Channels that hear every alert of at least `warning` whatever the routes say: linked chats and the terminal. */
  always(): readonly string[];
  note(alert: Told, what: 'raised' | 'resolved'): Reply;
}

type Told = Pick<Alert, 'severity' | 'targetName' | 'rule' | 'labels' | 'message' | 'state'>;

interface Message {
  readonly channel: string;
  readonly kind: 'card' | 'note';
  readonly body: string | null;
}

/** Decides who hears of a change: the card everywhere it is routed, and a short note for what must be noticed. */
export function alertTeller(deps: TellDeps) {
  return (
    alert: Told,
    what: 'card' | 'raised' | 'resolved',
    /** Channels that were told before: they hear how it goes on, whatever the routes say now. */
    before: readonly string[],
  ): readonly Message[] => {
    const kinds = new Map(deps.listeners().map(({ name, kind }) => [name, kind]));
    const named = deps.ownChannels(alert.rule) ?? channelsFor(alert, deps.routes);
    const always = alert.severity === 'info' ? [] : deps.always();
    const channels = [...new Set([...named, ...always, ...before])].filter((name) =>
      kinds.has(name),
    );
    return channels.flatMap((channel): Message[] => {
      const card: Message = { channel, kind: 'card', body: null };
      // The terminal shows every change as a line of its own; a note would say it twice.
      if (what === 'card' || kinds.get(channel) === 'console') return [card];
      return [card, { channel, kind: 'note', body: JSON.stringify(deps.note(alert, what)) }];
    });
  };
}
