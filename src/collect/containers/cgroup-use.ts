import type { ContainerUse } from '../../model/container.ts';
import { parseFiles } from '../linux-files.ts';
import type { Probe } from '../remote.ts';
import { CONTAINER_ID, record } from './inspect.ts';

/** Where the kernel counts what a running container takes. */
export interface ContainerPlace {
  readonly id: string;
  /** Its first process. */
  readonly pid: number;
  /** False where it has the host's own network, whose traffic is not its own. */
  readonly hasNetwork: boolean;
}

/** The place that an engine's answer to `/containers/{id}/json` names; null of what does not run. */
export function placeOf(given: unknown): ContainerPlace | null {
  const whole = record(given);
  const { Id: id } = whole;
  const pid = record(whole['State'])['Pid'];
  if (typeof id !== 'string' || !CONTAINER_ID.test(id)) return null;
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return null;
  return { id, pid, hasNetwork: record(whole['HostConfig'])['NetworkMode'] !== 'host' };
}

const ROOT = '/sys/fs/cgroup';

/**
 * Both versions of cgroups; `$1` on are id and process of each. A process whose groups do not hold the id is another one
 * by now; groups with other characters than engines use could become words of their own.
 */
const SCRIPT = `F=
while test $# -ge 2; do
while IFS=: read -r N K G; do
case $G in *[!A-Za-z0-9/._:@\\\\-]*) continue;; *"$1"*) ;; *) continue;; esac
case ",$K," in
,,) S=${ROOT}$G; F="$F $S/cpu.stat $S/memory.current $S/memory.max $S/memory.stat $S/io.stat";;
*,memory,*) S=${ROOT}/memory$G/memory; F="$F $S.usage_in_bytes $S.limit_in_bytes $S.stat";;
*,cpuacct,*) F="$F ${ROOT}/cpuacct$G/cpuacct.usage";;
*,blkio,*) F="$F ${ROOT}/blkio$G/blkio.throttle.io_service_bytes";;
esac
done <"/proc/$2/cgroup"
F="$F /proc/$2/net/dev"; shift 2
done
set -f
grep -s -e '^[0-9.]*$' -e '^max$' -e inactive_file -e ^usage_usec -e bytes= -e ' Read ' -e ' Write ' \\
-e '^ *[^ :]*: *[0-9]' -e ^MemTotal -e '^[0-9]*\\.[0-9]* [0-9.]*$' /proc/uptime /proc/meminfo $F`;

export const GROUPS = 'container groups';

export function groupsProbe(places: readonly ContainerPlace[]): Probe {
  return {
    name: GROUPS,
    script: SCRIPT,
    args: places.flatMap(({ id, pid }) => [id, `${pid}`]),
    patience: 5_000,
    isGathered: true,
  };
}

/** Seconds of processor time that a container had taken, at a moment in seconds of its host's uptime. */
export interface CpuSeen {
  readonly at: number;
  readonly taken: number;
}

/** What was read of each container, by its id; what the host shows of none of them is empty. */
export interface GroupUses {
  readonly uses: ReadonlyMap<string, ContainerUse>;
  readonly cpu: ReadonlyMap<string, CpuSeen>;
}

/** Reads the answer to `groupsProbe`; how busy a container is needs the look before. */
export function parseGroups(
  text: string,
  places: readonly ContainerPlace[],
  before: ReadonlyMap<string, CpuSeen>,
): GroupUses {
  const uses = new Map<string, ContainerUse>();
  const cpu = new Map<string, CpuSeen>();
  const files = parseFiles(text);
  const at = number(files.get('/proc/uptime')?.split(' ')[0]);
  const all = number(/^MemTotal: *(\d+) kB$/m.exec(files.get('/proc/meminfo') ?? '')?.[1]);
  const byId = filesById(files, new Set(places.map(({ id }) => id)));
  for (const { id, pid, hasNetwork } of places) {
    const own = byId.get(id);
    if (own === undefined) continue;
    const seen = cpuSeen(own, at);
    if (seen !== null) cpu.set(id, seen);
    uses.set(id, {
      cpu: percentOf(before.get(id), seen),
      ...memoryOf(own, all === null ? null : all * 1_024),
      ...traffic(hasNetwork ? files.get(`/proc/${pid}/net/dev`) : undefined),
      ...diskOf(own),
    });
  }
  return { uses, cpu };
}

function cpuSeen(own: Group, at: number | null): CpuSeen | null {
  const taken = cpuTaken(own);
  return taken === null || at === null ? null : { at, taken };
}

type Group = ReadonlyMap<string, string>;

/** Files of each container by their bare name. */
function filesById(
  files: ReadonlyMap<string, string>,
  ids: ReadonlySet<string>,
): ReadonlyMap<string, Group> {
  const byId = new Map<string, Map<string, string>>();
  for (const [path, text] of files) {
    const id = path.startsWith(ROOT) ? /[0-9a-f]{64}/.exec(path)?.[0] : undefined;
    if (id === undefined || !ids.has(id)) continue;
    const own = byId.get(id) ?? new Map<string, string>();
    own.set(path.slice(path.lastIndexOf('/') + 1), text);
    byId.set(id, own);
  }
  return byId;
}

/** Seconds: https://docs.kernel.org/admin-guide/cgroup-v2.html#cpu-interface-files, and cpuacct of version 1. */
function cpuTaken(own: Group): number | null {
  const micro = number(/^usage_usec (\d+)$/m.exec(own.get('cpu.stat') ?? '')?.[1]);
  if (micro !== null) return micro / 1e6;
  const nano = number(own.get('cpuacct.usage'));
  return nano === null ? null : nano / 1e9;
}

/** Percent of one core; null of what began anew. */
function percentOf(before: CpuSeen | undefined, now: CpuSeen | null): number | null {
  if (before === undefined || now === null) return null;
  const [taken, passed] = [now.taken - before.taken, now.at - before.at];
  return taken < 0 || passed <= 0 ? null : (100 * taken) / passed;
}

/** Caches that can be dropped are left out, as engines do; no limit is the host's whole memory. */
function memoryOf(own: Group, all: number | null): Pick<ContainerUse, 'memory' | 'memoryLimit'> {
  const taken = number(own.get('memory.current') ?? own.get('memory.usage_in_bytes'));
  const stat = own.get('memory.stat') ?? '';
  const cache = number(
    (/^total_inactive_file (\d+)$/m.exec(stat) ?? /^inactive_file (\d+)$/m.exec(stat))?.[1],
  );
  const limit = number(own.get('memory.max') ?? own.get('memory.limit_in_bytes'));
  const isLimit = limit !== null && (all === null || limit < all);
  return {
    memory: taken === null ? null : Math.max(0, taken - (cache ?? 0)),
    memoryLimit: isLimit ? limit : all,
  };
}

function traffic(netDev = ''): Pick<ContainerUse, 'received' | 'sent'> {
  const rows = [...netDev.matchAll(/^ *([^ :]+):(.*)$/gm)]
    .filter(([, name]) => name !== 'lo')
    .map(([, , numbers = '']) => numbers.trim().split(/ +/));
  return {
    received: sum(rows.map((row) => row[0])),
    sent: sum(rows.map((row) => row[8])),
  };
}

/** `8:0 rbytes=1 wbytes=2 ...` of version 2, `8:0 Read 1` of version 1. */
function diskOf(own: Group): Pick<ContainerUse, 'read' | 'written'> {
  const text = own.get('io.stat') ?? own.get('blkio.throttle.io_service_bytes') ?? '';
  const found = (pattern: RegExp) => sum([...text.matchAll(pattern)].map((match) => match[1]));
  return {
    read: found(/(?: rbytes=| Read )(\d+)/g),
    written: found(/(?: wbytes=| Write )(\d+)/g),
  };
}

function sum(texts: readonly (string | undefined)[]): number | null {
  const numbers = texts.map(number);
  return numbers.length === 0 ? null : numbers.reduce<number>((all, one) => all + (one ?? 0), 0);
}

function number(text: string | undefined): number | null {
  const digits = text?.trim() ?? '';
  return /^\d{1,20}(\.\d{1,9})?$/.test(digits) ? Number(digits) : null;
}
