import { SECOND } from '../../model/time.ts';
import type { Probe } from '../remote.ts';
import { MAX_READ } from './file-probes.ts';
import { splitLines } from './lines.ts';
import type { ContainerCursor } from './state.ts';

const PATIENCE = 8 * SECOND;

/**
 * Reads what a container printed since a time, each line behind the time the engine gave it; without a time it says the
 * one from which on it is read. `$1`: name, `$2`: time or empty, `$3`: most bytes, `$4`: address of
 * the engine or empty. Both of its streams go into one pipe, so
 * that they come in their order.
 */
const SCRIPT = `test -z "$4" || export DOCKER_HOST="$4" CONTAINER_HOST="$4"
E=docker
command -v docker >/dev/null 2>&1 || E=podman
if test -n "$2"; then "$E" logs --timestamps --since "$2" -- "$1" 2>&1 | head -c "$3"
else "$E" inspect --type container -f ok -- "$1" >/dev/null 2>&1 && date -u +%Y-%m-%dT%H:%M:%SZ; fi`;

export function containerProbe(
  name: string,
  {
    container,
    engine,
    cursor,
  }: {
    readonly container: string;
    readonly engine: string | null;
    readonly cursor: ContainerCursor | null;
  },
): Probe {
  const args = [container, cursor?.at ?? '', String(MAX_READ), engine ?? ''];
  const output = { container, since: cursor?.at ?? null, limit: MAX_READ };
  return { name, script: SCRIPT, args, patience: PATIENCE, isRaw: true, output };
}

/** https://www.rfc-editor.org/rfc/rfc3339 with up to nanoseconds, as `docker logs --timestamps` writes it. */
const STAMPED = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z) ?(.*)$/s;

export interface ContainerLines {
  readonly lines: readonly string[];
  readonly cursor: ContainerCursor | null;
  /** Whether the container has said anything, or could at least be asked. */
  readonly isReadable: boolean;
}

/** What is new since `cursor`; lines of its own time that were taken already come again and are left out. */
export function containerLines(bytes: Buffer, cursor: ContainerCursor | null): ContainerLines {
  // A line that fills all that is read would never end.
  const isLast = bytes.length >= MAX_READ && !bytes.includes(10);
  const { lines } = splitLines(bytes, { isWithin: false, isLast });
  const stamped = lines.flatMap((line) => {
    const [, at, text = ''] = STAMPED.exec(line) ?? [];
    return at === undefined ? [] : [{ at: padded(at), written: at, text }];
  });
  if (cursor === null) {
    const [first] = stamped;
    const begin = first === undefined ? null : { at: first.written, count: 0 };
    return { lines: [], cursor: begin, isReadable: begin !== null };
  }
  // What the engine says of its own troubles has no time.
  const isReadable = stamped.length > 0 || lines.length === 0;
  const known = padded(cursor.at);
  let next = cursor;
  let repeated = 0;
  const fresh = stamped.filter(({ at, written }) => {
    if (at < known) return false;
    if (at === known && repeated < cursor.count) {
      repeated += 1;
      return false;
    }
    next = { at: written, count: padded(next.at) === at ? next.count + 1 : 1 };
    return true;
  });
  return { lines: fresh.map(({ text }) => text), cursor: next, isReadable };
}

/** Times of different precision compare as text when all have nine digits. */
function padded(at: string): string {
  const [seconds = '', fraction = ''] = at.slice(0, -1).split('.');
  return `${seconds}.${fraction.padEnd(9, '0')}`;
}
