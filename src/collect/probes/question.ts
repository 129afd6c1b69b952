import type { DeclaredProbe, Heartbeat } from '../../model/declared-probe.ts';
import type { Probe } from '../remote.ts';

/** Bytes that are read of an answer. */
export const MAX_ANSWER = 256 * 1_024;

/** What our own scripts end with when they cannot even begin. */
export const EXIT = { noFolder: 121, unreadable: 122, noProgram: 123, noFile: 124 } as const;

/** Begins an answer that tells the host's time first: seconds since 1970 and the offset of its zone. */
const TIME = "date '+%s %z'";
const FOLDER = `test -z "$1" || cd -- "$1" || exit ${EXIT.noFolder}`;
/** A heartbeat that was looked for and is not there. */
export const MISSING = '@missing';

const BEAT = `${FOLDER}
${TIME}
test -e "$2" || { echo ${MISSING}; exit; }
test -r "$2" || exit ${EXIT.unreadable}`;

/** The second way to ask for the time of a file is BSD's. */
const BEAT_OF = {
  file: `${BEAT}
stat -c %Y -- "$2" 2>/dev/null || stat -f %m -- "$2"`,
  log: `${BEAT}
if test -n "$3"; then tail -c 1048576 -- "$2" | grep -F -e "$3" | tail -n 20
else tail -c 16384 -- "$2"; fi`,
  json: `${BEAT}
cat -- "$2"`,
} as const;

/** The database, and what is not yet written back into it, each as a line with size, time and inode; 0 where it is not. */
const SIGN = `for F in "$2" "$2-wal" "$2-journal"; do
if test -s "$F"; then stat -c '%s %y %i' -- "$F" 2>/dev/null || stat -f '%z %Fm %i' -- "$F"; else echo 0; fi
done`;

/**
 * The columns are parted by characters that no text has; a query can only be one statement that begins with a word, so
 * it is no command to the program.
 */
const SQLITE = `${FOLDER}
test -e "$2" || exit ${EXIT.noFile}
test -r "$2" || exit ${EXIT.unreadable}
command -v sqlite3 >/dev/null || { ${SIGN}; exit ${EXIT.noProgram}; }
exec sqlite3 -readonly -batch -init /dev/null -cmd '.timeout 1000' -ascii -header "$2" "$3" 2>&1`;

/** Bytes of a file that are copied at once; a probe's answer has at most 1 MiB. */
export const PIECE = 960 * 1_024;

interface CopyFrom {
  readonly folder: string;
  readonly file: string;
  readonly patience: number;
}

/** What a probe of a database says where sqlite3 is not installed: whether the file is as it was. */
export function signProbe({ folder, file, patience }: CopyFrom): Probe {
  const script = `${FOLDER}\n${SIGN}`;
  return { name: `sign ${file}`, script, args: [folder, plainPath(file)], patience };
}

/** One piece of a file. */
export function copyProbe({ folder, file, patience }: CopyFrom, piece: number): Probe {
  const args = [folder, plainPath(file), String(PIECE), String(piece)];
  return { name: `piece ${piece} of ${file}`, script: PIECE_OF, args, patience, isRaw: true };
}

const PIECE_OF = `${FOLDER}
exec dd if="$2" bs="$3" skip="$4" count=1`;

/** What a declared probe asks of the host's shell; null for what is asked in another way. */
export function question(
  { name, source, timeout: patience }: DeclaredProbe,
  folder: string | null,
): Probe | null {
  const path = folder ?? '';
  const common = { name: `declared ${name}`, patience, limit: MAX_ANSWER };
  switch (source.kind) {
    case 'run': {
      const script = `${FOLDER}\n${source.command}`;
      return { ...common, script, args: [path], isForeign: true };
    }
    case 'sqlite':
      return { ...common, script: SQLITE, args: [path, plainPath(source.file), source.query] };
    case 'heartbeat':
      return { ...common, ...beat(source.heartbeat, path) };
    case 'http':
      return null;
    default:
      return source satisfies never;
  }
}

function beat(heartbeat: Heartbeat, path: string): Pick<Probe, 'script' | 'args'> {
  const pattern = heartbeat.from === 'log' ? (heartbeat.pattern ?? '') : '';
  return {
    script: BEAT_OF[heartbeat.from],
    args: [path, plainPath(heartbeat.file), pattern],
  };
}

/** A path that no program takes for an option or an address. */
function plainPath(file: string): string {
  return file.startsWith('/') ? file : `./${file}`;
}
