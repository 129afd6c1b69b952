/** What a declared probe asks. Files are relative to the path of the target. */
export type ProbeSource =
  /** Shell text of whoever runs the monitor. */
  | { readonly kind: 'run'; readonly command: string }
  /** A page of the host's own loopback. */
  | {
      readonly kind: 'http';
      readonly port: number;
      readonly path: string;
      /** May hold secrets. */
      readonly headers: Readonly<Record<string, string>>;
    }
  /** One statement that only reads. */
  | { readonly kind: 'sqlite'; readonly file: string; readonly query: string }
  /** How long ago something last said that it lives: see `Heartbeat`. */
  | { readonly kind: 'heartbeat'; readonly heartbeat: Heartbeat };

/** Where a sign of life is found: when a file was written, its newest fitting line, or a field of JSON in it. */
export type Heartbeat =
  | { readonly from: 'file'; readonly file: string }
  /** `pattern` is a fixed text that the line holds; null: any line with a time. */
  | { readonly from: 'log'; readonly file: string; readonly pattern: string | null }
  | { readonly from: 'json'; readonly file: string; readonly field: string };

export const PROBE_FORMATS = ['number', 'json', 'kv', 'regex', 'table'] as const;
export type ProbeFormat = (typeof PROBE_FORMATS)[number];

/** Something of an answer that becomes a metric. */
export interface ProbeMetric {
  readonly metric: string;
  /** Key, column or named group; of JSON a path such as `queues.*.length`. Empty: the answer itself. */
  readonly from: string;
  /** `age`: it is a time, and what is measured is how long ago that was, in seconds. */
  readonly as: 'value' | 'age';
}

/** A question to an application that somebody declared, and what its answer says. */
export interface DeclaredProbe {
  /** Unique within a target. */
  readonly name: string;
  readonly source: ProbeSource;
  readonly format: ProbeFormat;
  /** RE2, for `regex`. */
  readonly pattern: string | null;
  /** Between the columns of a `table`; null: any white space. */
  readonly separator: string | null;
  /** Columns or groups that tell series apart; of JSON the label of what a star stands for. */
  readonly labels: readonly string[];
  /** Empty: everything that is a number, as `<name>.<key>`. */
  readonly metrics: readonly ProbeMetric[];
  /** A part of the JSON that is kept as an event of this type in each round. */
  readonly event: { readonly type: string; readonly from: string } | null;
  /** Milliseconds between two answers; null: every round. */
  readonly every: number | null;
  /** Milliseconds that it may take. */
  readonly timeout: number;
}

/** A probe as a target declares it: what it leaves out is as in the preset's probe of that name, else as usual. */
export type OwnProbe =
  | { readonly name: string; readonly off: true }
  | (Partial<DeclaredProbe> & Pick<DeclaredProbe, 'name' | 'source'> & { readonly off?: never });

/** What a target itself declares. */
export interface DeclaredByTarget {
  /** Folder that commands start in and files are looked for from, or null. */
  readonly path: string | null;
  readonly probes: readonly OwnProbe[];
}

/** How a declared probe last went. */
export interface ProbeState {
  readonly name: string;
  /** What is wrong, for people; null when it works. */
  readonly trouble: string | null;
}
