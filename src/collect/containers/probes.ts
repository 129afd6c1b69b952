import { SECOND } from '../../model/time.ts';
import type { Probe } from '../remote.ts';
import { LABELS } from './inspect.ts';
import { STATS_FORMAT } from './use.ts';

/** What stands for an answer's end, its lack, and its failure. */
export const END = '@end';
export const NONE = '@none';
export const TROUBLE = '@trouble';

const json = (path: string) => `{{json ${path}}}`;
const label = (name: string) => `"${name}":{{json (index .Config.Labels "${name}")}}`;

/** One line for each container, with the parts of the engine's own answer that are read; never its environment. */
const FORMAT = [
  `{"Id":${json('.ID')},"Name":${json('.Name')},"RestartCount":${json('.RestartCount')},`,
  `"State":{"Status":${json('.State.Status')},"Pid":${json('.State.Pid')},"ExitCode":${json('.State.ExitCode')},`,
  `"OOMKilled":${json('.State.OOMKilled')},"Error":${json('.State.Error')},`,
  `"StartedAt":${json('.State.StartedAt')},"FinishedAt":${json('.State.FinishedAt')},`,
  `"Health":{"Status":{{with .State.Health}}{{json .Status}}{{else}}null{{end}}}},`,
  `"HostConfig":{"NetworkMode":${json('.HostConfig.NetworkMode')},`,
  `"RestartPolicy":{"Name":${json('.HostConfig.RestartPolicy.Name')}}},`,
  `"Config":{"Image":${json('.Config.Image')},`,
  `"Labels":{${Object.values(LABELS).map(label).join(',')}}}}`,
].join('');

/** Finds the engine's command; `$1` is the address of the engine, or empty. */
const HEAD = `PATH=$PATH:/usr/local/bin:/snap/bin
if test -n "$1"; then export DOCKER_HOST="$1" CONTAINER_HOST="$1"; fi
E=docker; command -v docker >/dev/null || E=podman
command -v $E >/dev/null || { echo ${NONE}; exit; }`;

/** Ids go from one command into the next, so nothing else does. */
const LIST = `${HEAD}
L=$($E ps -aq --no-trunc 2>&1) || { echo ${TROUBLE}; echo "$L"; exit; }
S=; set -f
for I in $L; do case $I in *[!0-9a-f]*) ;; *) S="$S $I";; esac; done
test -z "$S" || $E inspect --type container --format '${FORMAT}' $S
echo ${END}`;

/** Takes seconds: the engine looks twice. */
const STATS = `${HEAD}
$E stats --no-stream --no-trunc --format '${STATS_FORMAT}'`;

/** Services of projects; \`$2\` on are name, folder and files of each. Nothing but reading comes of \`config\`. */
const SERVICES = `${HEAD}
C=docker-compose; if $E compose version >/dev/null 2>&1; then C="$E compose"; fi
export COMPOSE_PROJECT_NAME COMPOSE_FILE COMPOSE_PATH_SEPARATOR=,
N=0; shift
while test $# -ge 3; do
COMPOSE_PROJECT_NAME=$1 COMPOSE_FILE=$3
L=$(cd -- "$2" && $C config --services) && { echo "@$N"; echo "$L"; }
N=$((N + 1)); shift 3
done`;

/** One container by its name; `--` keeps it from being an option. */
const INSPECT = `${HEAD}
L=$($E inspect --type container --format '${FORMAT}' -- "$2" 2>&1) || echo ${TROUBLE}
echo "$L"`;

/** For whoever looks at one container only. */
export function inspectQuestion(
  engine: string | null,
  name: string,
): Pick<Probe, 'script' | 'args'> {
  return { script: INSPECT, args: [engine ?? '', name] };
}

export function listProbe(engine: string | null): Probe {
  return { name: 'containers', script: LIST, args: [engine ?? ''], patience: 8 * SECOND };
}

export function statsProbe(engine: string | null): Probe {
  return { name: 'container use', script: STATS, args: [engine ?? ''], patience: 8 * SECOND };
}

/** A project of compose as its containers name it. */
export interface Project {
  readonly project: string;
  readonly folder: string;
  readonly files: string;
}

export function servicesProbe(engine: string | null, projects: readonly Project[]): Probe {
  const args = projects.flatMap(({ project, folder, files }) => [project, folder, files]);
  return {
    name: 'compose services',
    script: SERVICES,
    args: [engine ?? '', ...args],
    patience: 8 * SECOND,
    limit: 64 * 1_024,
  };
}
