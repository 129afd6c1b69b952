/** What went wrong, for `onError`. */
export interface Problem {
  /**
   * `refused`: a row is wrong and was given up; `unreachable`: nothing can be delivered just now, and all waits;
   * `storage`: the folder of the buffer cannot be used.
   */
  readonly kind: 'refused' | 'unreachable' | 'storage';
  readonly message: string;
  /** The row that was given up. */
  readonly row?: Readonly<Record<string, unknown>>;
}

export type Reporter = (problem: Problem) => void;

/** Calls back into the application: what it throws there is its own affair. */
export function guarded<T>(callback: ((value: T) => void) | undefined): (value: T) => void {
  return (value) => {
    try {
      callback?.(value);
    } catch {
      // There is nobody to tell.
    }
  };
}

/** Tocsin did not do what it was asked. */
export class TocsinError extends Error {
  override readonly name = 'TocsinError';
  /** HTTP status; null when there was no answer. */
  readonly status: number | null;

  constructor(message: string, status: number | null, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}
