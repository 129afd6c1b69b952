/** Ways in which a service does not do what it should. */
export type Trouble =
  | 'asks to wait (429)'
  | 'answers 503'
  | 'never answers'
  /** It took the message, and its answer is lost. */
  | 'loses its answer';

/** A message as the service took it. */
export interface Taken {
  /** By which the service can tell that it has it already, or null where it knows none. */
  readonly key: string | null;
  readonly text: string;
}

/** A stand-in of a service that takes messages, and checks every one against what the service documents. */
export interface Service extends AsyncDisposable {
  readonly violations: readonly string[];
  /** Oldest first. */
  taken(): readonly Taken[];
  /** From now on; null: it is well. */
  trouble(what: Trouble | null): void;
  /** Whether it keeps somebody waiting: only time ends that. */
  holds(): boolean;
  /** Refuses connections, until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
}
