import type { Preset } from '../model/preset.ts';

/** A preset as it lies over the base. */
export interface Extension extends Preset {
  /**
   * Name of an own rule -> name of the base's rule that it stands for: a target of this preset has only one of the two, so
   * that nobody is told twice of one thing. Rules of equal names need no line here.
   */
  readonly replaces?: Readonly<Record<string, string>>;
}
