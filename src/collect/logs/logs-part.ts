import type { LogBatch, LogPattern, LogSource } from '../../model/log.ts';
import type { Reading } from '../../model/sample.ts';
import { HOUR, SECOND } from '../../model/time.ts';
import type { Part, RoundTimes } from '../part.ts';
import type { Probe, ProbeAnswer, ProbeAnswers } from '../remote.ts';
import { containerLines, containerProbe } from './container.ts';
import { lookProbe } from './file-probes.ts';
import { type Ask, type Followed, followFiles } from './follow-files.ts';
import { type ReadyPattern, readyPatterns } from './patterns.ts';
import { type LogState, readState } from './state.ts';
import { type Finding, takeIn } from './take-in.ts';
import { zoneMinutes } from './timestamp.ts';

/** How long the zone of a host's clocks is believed: they change twice a year. */
const ZONE_KNOWN = HOUR;

/** Keeps what is found, and where to go on. */
export interface LogKeeping {
  /** Where to go on in each log of a target, by its name. */
  states(target: number): Promise<Readonly<Record<string, string>>>;
  /**
   * Stores all of it in one transaction.
   *
   * @throws when it cannot be stored; then nothing of it is.
   */
  take(batch: LogBatch): Promise<void>;
}

export interface LogsPartDeps {
  readonly target: number;
  /** What is followed now, and what is looked for in it. */
  wanted(): { readonly logs: readonly LogSource[]; readonly patterns: readonly LogPattern[] };
  readonly keeping: LogKeeping;
  /** Tells people of what a pattern found. @throws when nobody could be told; it is found again in the next round. */
  raise(log: string, finding: Finding): Promise<void>;
  /** Hears what does not work; everything else goes on. */
  failed(what: string, error: unknown): void;
  worked(what: string): void;
  /** Told when a file is gone before it was read to its end, as far as one can know. */
  gone(log: string, path: string): void;
  /** Nobody else knows it: it stands between pieces of what is read. */
  readonly token: string;
}

/** One log between two rounds. */
interface Log {
  state: LogState;
  /** What was asked last is still being taken in. */
  isBusy: boolean;
  /** null: not known. */
  isReadable: boolean | null;
  /** Errors up to the last round that told of them. */
  errorsTold: number;
}

const ZONE: Probe = { name: 'zone', script: 'date +%z', patience: 5 * SECOND };
const KEPT = 'lines of logs';

/** The logs of one target in its rounds, and between them when somebody looks on. */
export interface LogsPart extends Part {
  /**
   * What is asked between two rounds: the same, but not while a round asks, since both would go on from the same place.
   * Whoever asks says when it is over; null while it cannot be asked.
   */
  between(now: number): { readonly part: Part; over(): void } | null;
}

/** How long a round may be under way: the watch loop ends it then. */
const ROUND = 20 * SECOND;

/** Follows the logs of one target. Nothing is asked before it is known where to go on. */
export function logsPart(deps: LogsPartDeps): LogsPart {
  const { ask, take, readings } = follower(deps);
  let roundSince: number | null = null;
  let isBetween = false;
  return {
    probes(now) {
      if (isBetween) return [];
      roundSince = now;
      return ask(now);
    },
    async take(answers, times, again) {
      if (!isBetween) await take(answers, times, again);
      roundSince = null;
    },
    readings,
    between(now) {
      if (isBetween || (roundSince !== null && now - roundSince < ROUND)) return null;
      isBetween = true;
      const over = () => {
        isBetween = false;
      };
      return { part: { probes: ask, take, readings: () => [] }, over };
    },
  };
}

function follower(deps: LogsPartDeps) {
  let stored: Readonly<Record<string, string>> | null = null;
  const followed = new Map<string, Log>();
  const zone = hostZone();
  const patterns = patternsAtHand();

  async function load(): Promise<void> {
    try {
      stored = await deps.keeping.states(deps.target);
      deps.worked(KEPT);
    } catch (error) {
      deps.failed(KEPT, error);
    }
  }
  let loading = deps.wanted().logs.length === 0 ? null : load();

  function of(name: string): Log | null {
    if (stored === null) return null;
    const known = followed.get(name);
    if (known !== undefined) return known;
    const state = readState(stored[name]);
    const made: Log = { state, isBusy: false, isReadable: null, errorsTold: state.errors };
    followed.set(name, made);
    return made;
  }

  async function takeLog(source: LogSource, round: Round): Promise<void> {
    const one = of(source.name);
    if (one === null || one.isBusy) return;
    one.isBusy = true;
    try {
      const read = await readLog(source, one.state, round, deps.token);
      one.isReadable = read.isReadable;
      for (const path of read.gone) deps.gone(source.name, path);
      one.state = await keep(source, one.state, read, round.times);
      deps.worked(`log ${source.name}`);
    } catch (error) {
      deps.failed(`log ${source.name}`, error);
    } finally {
      one.isBusy = false;
    }
  }

  /** People are told before it is stored that they were: what is told twice is one alert. */
  async function keep(
    source: LogSource,
    before: LogState,
    read: Followed,
    times: RoundTimes,
  ): Promise<LogState> {
    const taken = await takeIn(read.state, read.news, {
      format: source.format,
      clock: { now: times.asked.to, zone: zone.minutes() },
      patterns: patterns(deps.wanted().patterns),
    });
    for (const finding of taken.findings) await deps.raise(source.name, finding);
    const { target } = deps;
    const { state, pieces } = taken;
    if (JSON.stringify(state) === JSON.stringify(before)) return before;
    try {
      await deps.keeping.take({ target, log: source.name, state: JSON.stringify(state), pieces });
      deps.worked(KEPT);
    } catch (error) {
      // A full disk sheds lines; what they say was counted and told.
      deps.failed(KEPT, error);
    }
    return state;
  }

  return {
    ask(now: number): readonly Probe[] {
      const { logs } = deps.wanted();
      if (logs.length === 0) return [];
      if (stored === null) {
        loading ??= load();
        return [];
      }
      const asked = logs.flatMap((source) => {
        const one = of(source.name);
        return one === null || one.isBusy ? [] : [probeOf(source, one.state, deps.token)];
      });
      return [...zone.probes(now), ...asked];
    },

    async take(answers: ProbeAnswers, times: RoundTimes, ask: Ask): Promise<void> {
      const { logs } = deps.wanted();
      zone.take(answers.get(ZONE.name), times.now);
      if (stored === null) {
        await loading;
        loading = null;
        return;
      }
      await Promise.all(
        logs.map(async (source) => {
          const answer = answers.get(probeName(source));
          if (answer !== undefined) await takeLog(source, { answer, times, ask });
        }),
      );
    },

    readings(): readonly Reading[] {
      const { logs, patterns: wanted } = deps.wanted();
      return logs.flatMap(({ name }) => {
        const one = of(name);
        if (one === null) return [];
        const told = readingsOf(name, one, wanted);
        one.errorsTold = one.state.errors;
        return told;
      });
    },
  };
}

/** What a round said of a log, and the way to ask more. */
interface Round {
  readonly answer: ProbeAnswer;
  readonly times: RoundTimes;
  readonly ask: Ask;
}

async function readLog(
  { from }: LogSource,
  state: LogState,
  { answer, ask }: Round,
  token: string,
): Promise<Followed> {
  const bytes = answer.bytes ?? Buffer.alloc(0);
  if (from.kind === 'file') {
    return followFiles(state, { bytes, isWhole: answer.end === 'ended' }, { ask, token });
  }
  const { lines, cursor, isReadable } = containerLines(bytes, state.container);
  const news = lines.length === 0 ? [] : [{ file: 'container', lines, hasBefore: true }];
  return { state: { ...state, container: cursor }, news, isReadable, gone: [] };
}

function probeName({ name }: LogSource): string {
  return `log ${name}`;
}

function probeOf(source: LogSource, { files, container }: LogState, token: string): Probe {
  const name = probeName(source);
  const { from } = source;
  if (from.kind === 'container') {
    return containerProbe(name, { ...from, cursor: container });
  }
  return lookProbe(name, { path: from.path, cursors: files, token });
}

function readingsOf(
  log: string,
  { state, isReadable, errorsTold }: Log,
  patterns: readonly LogPattern[],
): readonly Reading[] {
  const labels = { log };
  return [
    { metric: 'log.lines', labels, value: state.lines },
    { metric: 'log.errors', labels, value: state.errors },
    { metric: 'log.new_errors', labels, value: Math.max(0, state.errors - errorsTold) },
    { metric: 'log.warnings', labels, value: state.warnings },
    ...patterns.map(({ name }) => ({
      metric: 'log.pattern',
      labels: { log, name },
      value: state.patterns[name] ?? 0,
    })),
    ...(isReadable === null ? [] : [{ metric: 'log.readable', labels, value: Number(isReadable) }]),
  ];
}

/** Minutes that the host's clocks are ahead of UTC; UTC until it has said so. */
function hostZone() {
  let minutes = 0;
  let askedAt = Number.NEGATIVE_INFINITY;
  return {
    minutes: () => minutes,
    probes: (now: number): readonly Probe[] => (now - askedAt < ZONE_KNOWN ? [] : [ZONE]),
    take(answer: ProbeAnswer | undefined, now: number): void {
      const said = zoneMinutes(answer?.text.trim() ?? '');
      if (said === null) return;
      minutes = said;
      askedAt = now;
    },
  };
}

/** Made ready anew only when others are configured. */
function patternsAtHand() {
  let made: { of: readonly LogPattern[]; ready: readonly ReadyPattern[] } | null = null;
  return (wanted: readonly LogPattern[]): readonly ReadyPattern[] => {
    if (made?.of !== wanted) made = { of: wanted, ready: readyPatterns(wanted) };
    return made.ready;
  };
}
