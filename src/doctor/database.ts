import type { Backup } from '../model/backup.ts';
import type { Examination, Finding } from '../model/finding.ts';
import { bad, fine, off, warning } from '../model/finding.ts';
import { formatDuration } from '../model/format.ts';
import type { Clock, Instant } from '../model/time.ts';
import { DAY } from '../model/time.ts';

/** A backup is made every day unless configured otherwise; an older one means that they fail. */
const OLD = 3 * DAY;

/** What a look at a database found; any reader of databases fits. */
type Inspected =
  | { readonly kind: 'sound'; readonly schema: number; readonly scanned: boolean }
  | { readonly kind: 'damaged' | 'unreadable'; readonly reason: string };

export interface DatabaseParts {
  readonly files: { readonly state: string; readonly samples: string };
  /** Looks and changes nothing; null when there is no such file. */
  inspect(file: string, signal: AbortSignal): Promise<Inspected | null>;
  /** Newest version of the schema of the state that this program knows. */
  readonly schema: number;
  /** Newest first; and how the last try failed, where that is known. */
  backups(): Promise<{ readonly kept: readonly Backup[]; readonly failure: string | null }>;
  /** Name of the newest backup in the folder, of whichever installation; null when there is none. */
  newestBackup(): Promise<string | null>;
  /** Since when this process runs; null when none does. */
  readonly since: Instant | null;
  readonly clock: Pick<Clock, 'now'>;
}

/** Whether what is stored is sound, and copied. */
export function databaseExaminations(parts: DatabaseParts): readonly Examination[] {
  const { state, samples } = parts.files;
  return [
    { area: 'database', name: state, examine: (signal) => theFile(parts, state, signal) },
    { area: 'database', name: samples, examine: (signal) => theFile(parts, samples, signal) },
    { area: 'database', name: 'backups', examine: () => theBackups(parts) },
  ];
}

async function theFile(
  { inspect, files, schema, newestBackup }: DatabaseParts,
  file: string,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const found = await inspect(file, signal);
  if (found === null) return [off(`${file} is not there yet; it is made at the first start`)];
  switch (found.kind) {
    case 'damaged':
      return [bad(`${file} is damaged: ${found.reason}`, restoring(await newestBackup()))];
    case 'unreadable':
      return [bad(`${file} cannot be read: ${found.reason}`, `sudo chown $(id -un) ${file}*`)];
    case 'sound':
      if (file === files.state && found.schema > schema) {
        const what = `${file} was written by a newer Tocsin (schema ${found.schema}, this one knows ${schema})`;
        return [bad(what, 'git pull, then npm start')];
      }
      return [fine(`${file} is sound${found.scanned ? '' : ' as far as it was read'}`)];
    default:
      return found satisfies never;
  }
}

function restoring(backup: string | null): string {
  if (backup !== null) return `stop Tocsin, then npx tocsin restore ${backup} --confirm`;
  return 'there is no backup: restart Tocsin, which moves the damaged file aside and makes a new one';
}

async function theBackups({ backups, clock, since }: DatabaseParts): Promise<readonly Finding[]> {
  const { kept, failure } = await backups();
  const [newest] = kept;
  if (failure !== null) return [bad(`the last backup failed: ${failure}`, 'npx tocsin backup')];
  if (newest !== undefined) {
    const age = clock.now() - newest.at;
    const what = `the newest backup is ${formatDuration(age)} old`;
    return [age > OLD ? warning(what, 'npx tocsin backup') : fine(what)];
  }
  const isYoung = since === null || clock.now() - since < OLD;
  const none = 'there is no backup yet';
  return [isYoung ? off(none, 'npx tocsin backup') : warning(none, 'npx tocsin backup')];
}
