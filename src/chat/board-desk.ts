import type { Actor } from '../model/person.ts';
import type { ChatPlace } from './command.ts';

/** What became of a board that was asked for. */
export type BoardOutcome =
  /** `unpinned`: why it is not on top of its place, and what to do; null when it is. */
  | { readonly kind: 'posted' | 'there'; readonly unpinned: string | null }
  | { readonly kind: 'refused'; readonly why: string };

/** Messages that stay in their place and show how everything is; one in a place. */
export interface BoardDesk {
  /** Has one in this place; where there is one already, it is brought up to date, and posted anew when it is gone. */
  here(place: ChatPlace, by: Actor): Promise<BoardOutcome>;
  /** Ends the one of this place; false when there is none. */
  off(place: ChatPlace, by: Actor): Promise<boolean>;
}

/** Where nothing runs that would keep a board up to date. */
export const NO_BOARDS: BoardDesk = {
  here: async () => ({
    kind: 'refused',
    why: 'Only a running Tocsin keeps a board up to date: start it, and ask it in a chat.',
  }),
  off: async () => false,
};
