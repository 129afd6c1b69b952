/** One difference between two configurations, for people. */
export interface ConfigChange {
  readonly kind: 'added' | 'removed' | 'changed';
  /** e.g. `target web-2`. */
  readonly what: string;
  /** e.g. `for: 5 min → 10 min`; empty where nothing is to be said. */
  readonly detail: string;
}

/** What became of reading the configuration anew. */
export type Reloaded =
  | {
      readonly kind: 'applied';
      readonly changes: readonly ConfigChange[];
      /** What differs and only a restart can change. */
      readonly restart: readonly string[];
    }
  /** Something that is watched would go: the same again with `confirm`. */
  | { readonly kind: 'unconfirmed'; readonly changes: readonly ConfigChange[] }
  /** Nothing was changed; a line per problem. */
  | { readonly kind: 'refused'; readonly problems: readonly string[] };
