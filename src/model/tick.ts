import type { Instant } from './time.ts';

/** That a person did what no program can see. */
export interface Tick {
  /** Id of the item of a checklist. */
  readonly item: string;
  /** Name of the person. */
  readonly by: string;
  readonly at: Instant;
}
