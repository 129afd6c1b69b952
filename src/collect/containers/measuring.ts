import type { Container, ContainerUse, ContainerWatch } from '../../model/container.ts';
import { MINUTE, SECOND } from '../../model/time.ts';
import type { Probe, ProbeAnswers } from '../remote.ts';
import {
  type ContainerPlace,
  type CpuSeen,
  GROUPS,
  groupsProbe,
  parseGroups,
} from './cgroup-use.ts';
import type { EngineList } from './engine-list.ts';
import { statsProbe } from './probes.ts';
import { matters } from './select.ts';
import { MAX_CONTAINERS } from './sight.ts';
import { parseStats } from './use.ts';

/** How often an engine is asked what containers take, which needs seconds there: once a minute, also of early rounds. */
const ENGINE_EVERY = 55 * SECOND;
/** How long a host that shows nothing of its containers in /sys is not looked at there. */
const BLIND = 10 * MINUTE;

export interface Measuring {
  /** What is asked of the host about the containers of the last list. */
  probes(list: EngineList, now: number): readonly Probe[];
  note(answers: ProbeAnswers, now: number): void;
  /** The newest that is known, by the container's id. */
  uses(): ReadonlyMap<string, ContainerUse>;
}

/** What containers take: read where the kernel counts it, and only where that shows none of them asked of the engine. */
export function measuring(watch: ContainerWatch): Measuring {
  const stats = statsProbe(watch.engine);
  let asked: readonly ContainerPlace[] = [];
  let cpu: ReadonlyMap<string, CpuSeen> = new Map();
  let uses: ReadonlyMap<string, ContainerUse> = new Map();
  let stated = Number.NEGATIVE_INFINITY;
  let blindUntil = Number.NEGATIVE_INFINITY;

  function noteGroups(text: string, now: number): void {
    const read = parseGroups(text, asked, cpu);
    cpu = read.cpu;
    if (read.uses.size > 0) uses = read.uses;
    else blindUntil = now + BLIND;
  }

  return {
    probes({ containers, places }, now) {
      const running = runningOf(containers, watch);
      asked = now < blindUntil ? [] : places.filter(({ id }) => running.has(id));
      if (asked.length > 0) return [groupsProbe(asked.slice(0, MAX_CONTAINERS))];
      return running.size > 0 && now - stated >= ENGINE_EVERY ? [stats] : [];
    },
    note(answers, now) {
      const groups = answers.get(GROUPS);
      if (groups?.end === 'ended') noteGroups(groups.text, now);
      const said = answers.get(stats.name);
      if (said === undefined) return;
      stated = now;
      uses = parseStats(said.text);
    },
    uses: () => uses,
  };
}

function runningOf(containers: readonly Container[], watch: ContainerWatch): ReadonlySet<string> {
  const running = containers.filter((one) => one.state === 'running' && matters(one, watch));
  return new Set(running.map(({ id }) => id));
}
