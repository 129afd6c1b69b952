import type { Doer } from './alert.ts';
import type { Instant } from './time.ts';

export const MARK_KINDS = ['deploy', 'config', 'restart', 'note'] as const;

export type MarkKind = (typeof MARK_KINDS)[number];

/** A change that somebody told of, such as a deployment: drawn on charts and named in alerts. */
export interface Mark {
  readonly id: number;
  readonly at: Instant;
  /** null: of everything that is watched. */
  readonly target: number | null;
  readonly kind: MarkKind;
  /** What changed, one line, such as `1f3c`. */
  readonly text: string;
  /** Where to read more, http or https; null for nowhere. */
  readonly url: string | null;
  readonly by: Doer;
}

/** A mark that is not stored yet. */
export interface NewMark extends Omit<Mark, 'id'> {
  /** What the sender names it by: told twice it is the same one. null: each is a new one. */
  readonly key: string | null;
}

/** Longest text of a mark, in characters. */
export const MARK_LENGTH = 120;

/** `deploy 1f3c`, or the note alone. */
export function markText({ kind, text }: Pick<Mark, 'kind' | 'text'>): string {
  return kind === 'note' ? text : `${kind} ${text}`;
}
