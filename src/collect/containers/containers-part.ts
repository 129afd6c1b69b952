import type { Reading } from '../../model/sample.ts';
import type { Target } from '../../model/target.ts';
import { type Instant, MINUTE } from '../../model/time.ts';
import type { Part, RoundTimes } from '../part.ts';
import type { ProbeAnswers } from '../remote.ts';
import { type Found, parseList, parseServices, projectsOf } from './answers.ts';
import { type ContainerBook, watchOf } from './book.ts';
import type { EngineList } from './engine-list.ts';
import { engineSocket } from './engine-socket.ts';
import { measuring } from './measuring.ts';
import { listProbe, servicesProbe } from './probes.ts';
import type { Service } from './sight.ts';
import { engineTrouble, NO_ENGINE } from './trouble.ts';

const SERVICES_EVERY = 5 * MINUTE;
const MAX_PROJECTS = 10;
/** How often an engine is looked for that nobody asked for and that is not there. */
const ABSENT_EVERY = 10 * MINUTE;

const NOTHING: EngineList = { containers: [], places: [] };

/**
 * Containers of a host: listed by their engine, through its socket where the host lets us and by its command otherwise;
 * what they take is read from the kernel, and only where that shows none of them asked of the engine.
 */
export function containersPart(target: Target, book: ContainerBook): Part {
  const { engine } = watchOf(target);
  const list = listProbe(engine);
  const use = measuring(watchOf(target));
  const socket = engineSocket(engine);
  let last: EngineList = NOTHING;
  /** Whether this round asks the engine's socket. */
  let bySocket = false;
  /** What it said, or the engine's command instead. */
  let listed: Found | null = null;
  let services: { readonly at: number; readonly value: readonly Service[] } | null = null;
  let quietUntil = Number.NEGATIVE_INFINITY;

  const projects = () => projectsOf(last.containers, MAX_PROJECTS);

  function note(answers: ProbeAnswers, now: number): void {
    use.note(answers, now);
    const wanted = projects();
    const found = answers.get(servicesProbe(engine, wanted).name);
    if (found !== undefined) services = { at: now, value: parseServices(found.text, wanted) };
  }

  function readingsOf(found: Found, { now, asked }: RoundTimes): readonly Reading[] {
    if (found.kind === 'list') {
      last = found;
      const { containers } = found;
      const look = { at: asked.to, containers, services: services?.value ?? null };
      return book.looked(target, look, use.uses());
    }
    last = NOTHING;
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
      listed = null;
      bySocket = false;
      if (target.containers === null || now < quietUntil) return [];
      bySocket = socket.isAsked(now);
      return [
        ...(bySocket ? [] : [list]),
        ...use.probes(last, now),
        ...(projects().length > 0 &&
        now - (services?.at ?? Number.NEGATIVE_INFINITY) >= SERVICES_EVERY
          ? [servicesProbe(engine, projects())]
          : []),
      ];
    },
    async reach(host, reaching) {
      if (!bySocket) return;
      const found = await socket.list(host, reaching);
      if (found !== null) listed = { kind: 'list', ...found };
    },
    async take(answers, _, ask) {
      let answer = answers.get(list.name);
      if (bySocket && listed === null) answer = (await ask([list])).get(list.name);
      if (answer !== undefined) listed = parseList(answer);
    },
    readings(answers, times) {
      note(answers, times.now);
      return listed === null ? [] : readingsOf(listed, times);
    },
  };
}
