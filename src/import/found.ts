/** A value that nobody may see: it goes into `.env`, and a variable stands for it. */
export class Secret {
  readonly value: string;

  constructor(value: string) {
    this.value = value;
  }
}

export type Scalar = string | number | boolean;
export type Part = Scalar | Secret;
/** What a key of a check may hold; undefined: the key is left out. */
export type Value = Part | readonly Scalar[] | Readonly<Record<string, Part>> | undefined;

/** A check of another product as an entry of `checks:`, without its final name. */
export interface FoundCheck {
  /** As its people call it. */
  readonly name: string;
  readonly entry: Readonly<Record<string, Value>>;
  /** What others name it by, and what it is about, of groups. */
  readonly id?: string;
  readonly of?: readonly string[];
  /** What of it is not taken over; a line each. */
  readonly lost: readonly string[];
}

/** Something that is not taken over at all. */
export interface LeftOut {
  readonly what: string;
  readonly why: string;
}

export interface Found {
  readonly checks: readonly FoundCheck[];
  readonly left: readonly LeftOut[];
}
