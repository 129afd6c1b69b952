import type { Block } from '../../chat/reply.ts';
import { line } from '../../chat/reply.ts';

/** A part of a report; its data are null where it could not be made. */
export interface Part<Data> {
  readonly blocks: readonly Block[];
  readonly data: Data | null;
}

/**
 * Makes a part of a report. One that fails does not take the others with it: a line says that it is missing.
 *
 * @throws the signal's reason when `signal` aborts.
 */
export async function partOf<Data>(
  title: string,
  signal: AbortSignal | undefined,
  make: () => Promise<Part<Data>>,
): Promise<Part<Data>> {
  signal?.throwIfAborted();
  try {
    return await make();
  } catch {
    signal?.throwIfAborted();
    return { blocks: [line(`${title}: not available.`, 'muted')], data: null };
  }
}
