import type { Confirmed, FileChange, Proposed } from '../model/file-change.ts';
import type { Actor } from '../model/person.ts';

/** What people change in the configuration file. */
export interface FileDesk {
  /** Shows what the configuration file would become, checked whole, and tries a check once; writes nothing. */
  propose(change: FileChange, signal: AbortSignal): Promise<Proposed>;
  /** Writes a proposal into the file, when that is still as it was shown, and takes it over. */
  confirm(id: string, by: Actor): Promise<Confirmed>;
  /** False when there is no such proposal any more. */
  cancel(id: string): Promise<boolean>;
}
