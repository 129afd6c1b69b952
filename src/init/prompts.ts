/** The person pressed Ctrl+C: nothing is written. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

export interface Line {
  readonly message: string;
  /** Shown where nothing is written yet. */
  readonly hint?: string;
  /** Stands there already. */
  readonly initial?: string;
  /** What is wrong with what was written, or null. */
  check?(text: string): string | null;
}

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly hint?: string;
}

/**
 * A conversation in a terminal.
 *
 * @throws Cancelled, each of them, when the person presses Ctrl+C.
 */
export interface Prompts {
  /** What was written, without blanks around it; null when nothing was. */
  line(question: Line): Promise<string | null>;
  /** The same, and nobody sees what is written. */
  secret(question: Omit<Line, 'hint' | 'initial'>): Promise<string | null>;
  choose<Value extends string>(message: string, choices: readonly Choice<Value>[]): Promise<Value>;
  confirm(message: string): Promise<boolean>;
  say(text: string, tone: 'good' | 'info' | 'warning'): void;
  /** Shows that `work` goes on until it ends. */
  during<T>(message: string, work: () => Promise<T>): Promise<T>;
}
