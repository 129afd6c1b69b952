import type { Probe } from '../remote.ts';
import type { Wanted } from './perform.ts';

/** What our own script ends with when it cannot even begin, and where there is no engine. */
export const EXIT = { noFolder: 121, noEngine: 123 } as const;

/** All that is printed when the folder is not there: a command may end with the same code. */
export const NO_FOLDER = 'tocsin: the folder may not be entered';

/** Everything that is wanted stands in `$1` and `$2`: the script itself is always the same. */
const RUN = `exec 2>&1
test -z "$1" || cd -- "$1" 2>/dev/null || { echo '${NO_FOLDER}'; exit ${EXIT.noFolder}; }
eval "$2"`;

const RESTART = `exec 2>&1
PATH=$PATH:/usr/local/bin:/snap/bin
if test -n "$1"; then export DOCKER_HOST="$1" CONTAINER_HOST="$1"; fi
E=docker; command -v docker >/dev/null || E=podman
command -v $E >/dev/null || exit ${EXIT.noEngine}
exec $E restart -- "$2"`;

/** What a host is to do. */
export function deedProbe(
  wanted: Wanted,
  where: {
    readonly folder: string | null;
    readonly engine: string | null;
    readonly patience: number;
  },
): Probe {
  const { patience } = where;
  switch (wanted.kind) {
    case 'run':
      return { name: 'action', script: RUN, args: [where.folder ?? '', wanted.command], patience };
    case 'restart': {
      const args = [where.engine ?? '', wanted.container];
      return { name: 'action', script: RESTART, args, patience };
    }
    default:
      return wanted satisfies never;
  }
}
