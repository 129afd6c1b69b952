import type { Container, ContainerUse } from '../../model/container.ts';
import type { Reading } from '../../model/sample.ts';
import type { Target } from '../../model/target.ts';
import { type Instant, MINUTE, SECOND } from '../../model/time.ts';
import type { Part, RoundTimes } from '../part.ts';
import type { ProbeAnswers } from '../remote.ts';
import { type Found, parseList, parseServices, projectsOf } from './answers.ts';
import { type ContainerBook, watchOf } from './book.ts';
import { listProbe, servicesProbe, statsProbe } from './probes.ts';
import type { Service } from './sight.ts';
import { engineTrouble, NO_ENGINE } from './trouble.ts';
import { parseStats } from './use.ts';

/** How often it is asked what containers take, which needs seconds there: once a minute, also of rounds that are early. */
const USE_EVERY = 55 * SECOND;
const SERVICES_EVERY = 5 * MINUTE;
const MAX_PROJECTS = 10;
/** How often an engine is looked for that nobody asked for and that is not there. */
const ABSENT_EVERY = 10 * MINUTE;

interface Looked<T> {
  readonly at: number;
  readonly value: T;
}

/** Containers of a host, asked with the engine's own command in the same shell as all else. */
export function containersPart(target: Target, book: ContainerBook): Part {
  const { engine } = watchOf(target);
  const list = listProbe(engine);
  const stats = statsProbe(engine);
  let containers: readonly Container[] = [];
  let uses: Looked<ReadonlyMap<string, ContainerUse>> | null = null;
  let services: Looked<readonly Service[]> | null = null;
  let quietUntil = Number.NEGATIVE_INFINITY;

  const projects = () => projectsOf(containers, MAX_PROJECTS);
  const isDue = (last: Looked<unknown> | null, every: number, now: number) =>
    last === null || now - last.at >= every;

  function note(answers: ProbeAnswers, now: number): void {
    const taken = answers.get(stats.name);
    if (taken !== undefined) uses = { at: now, value: parseStats(taken.text) };
    const asked = projects();
    const found = answers.get(servicesProbe(engine, asked).name);
    if (found !== undefined) services = { at: now, value: parseServices(found.text, asked) };
  }

  function readingsOf(found: Found, { now, asked }: RoundTimes): readonly Reading[] {
    if (found.kind === 'list') {
      containers = found.containers;
      const look = { at: asked.to, containers, services: services?.value ?? null };
      return book.looked(target, look, uses?.value ?? new Map());
    }
    containers = [];
    const readings = withoutList(found, asked.to);
    if (readings.length === 0) quietUntil = now + ABSENT_EVERY;
    return readings;
  }

  function withoutList(found: Exclude<Found, { kind: 'list' }>, at: Instant): readonly Reading[] {
    if (found.kind === 'trouble') {
      return book.failed(target, engineTrouble(found.said, target.ssh?.user ?? null), at);
    }
    const isWanted = target.containers !== undefined || book.sight(target.id) !== null;
    return isWanted ? book.failed(target, NO_ENGINE, at) : [];
  }

  return {
    probes(now) {
      if (target.containers === null || now < quietUntil) return [];
      const runs = containers.some(({ state }) => state === 'running');
      return [
        list,
        ...(runs && isDue(uses, USE_EVERY, now) ? [stats] : []),
        ...(projects().length > 0 && isDue(services, SERVICES_EVERY, now)
          ? [servicesProbe(engine, projects())]
          : []),
      ];
    },
    readings(answers, times) {
      note(answers, times.now);
      const answer = answers.get(list.name);
      return answer === undefined ? [] : readingsOf(parseList(answer), times);
    },
  };
}
