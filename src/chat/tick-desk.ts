import type { Actor } from '../model/person.ts';
import type { Tick } from '../model/tick.ts';

/** What people ticked in checklists. */
export interface TickDesk {
  /** The newest of each item, whether it still holds or not. */
  list(): Promise<readonly Tick[]>;
  set(item: string, by: Actor): Promise<void>;
  /** False when there is none. */
  unset(item: string): Promise<boolean>;
}
