import { SECOND } from '../../model/time.ts';
import type { Probe, ProbeAnswer, ProbeAnswers } from '../remote.ts';
import { orAborted } from '../turns.ts';
import { type Greeting, greet, START } from './greet.ts';
import { newMark } from './mark.ts';
import type { Pipe } from './pipe.ts';
import { followRound, type RoundResult, type RunningRound } from './round.ts';
import { commandText, definition, killText, type Numbered, REAP, roundText } from './script.ts';

/** How often a shell that dies is replaced within one round. */
const MAX_SHELLS = 3;
/** Characters that are told of what stood in the way of a shell. */
const MAX_TOLD = 200;
/** Pieces of it that are kept. */
const MAX_HEARD = 4;

/** A program that was started. */
export interface Started extends Pipe {
  /** What it wrote to stderr, the beginning of it, and its exit code once it has ended. */
  last(): { readonly stderr: string; readonly code: number | null };
}

/** Where shells can be started. */
export interface ShellPlace {
  /** False when it cannot be reached any more. */
  readonly isOpen: boolean;
  start(command: string, signal: AbortSignal): Promise<Started>;
  /** It does not answer any more. */
  lost(): void;
  /** An error for people. */
  error(message: string, options?: { readonly retryable?: boolean }): Error;
}

export interface RunOptions {
  readonly signal: AbortSignal;
  /** Takes what still goes on there when the call has thrown. */
  after(ended: Promise<unknown>): void;
  /** What was sent may have begun although nothing came back: that is `broken off` then, and no error. */
  readonly countsAsBegun?: boolean;
}

export interface Shell {
  /** As in `Host.ask`, but calls must not overlap. */
  run(probes: readonly Probe[], options: RunOptions): Promise<ProbeAnswers>;
  /** The beginning of what start-up files printed before the kept shell listened. */
  noise(): string;
  close(): void;
}

/** A shell that waits for rounds, and the scripts it knows by their numbers. */
interface Kept {
  readonly pipe: Started;
  readonly scripts: Map<string, number>;
}

const BROKEN_OFF: ProbeAnswer = { end: 'broken off', text: '', code: null };
const ENDLESS =
  'the host printed more than 1 MiB instead of starting sh: a start-up file such as .bashrc, or ForceCommand, prints without end';
const SILENT = `sh did not start within ${START / SECOND} s: a start-up file such as .bashrc may wait for input, or the host is overloaded`;
const WHY = {
  done: 'the answer of the host makes no sense',
  closed: 'the connection was lost',
  silent: 'the host does not answer any more',
} as const;

/** Asks through one shell that is kept, or where none can be kept by one command a round. */
export function shellAt(place: ShellPlace): Shell {
  const keeping = keptShell(place);

  async function once(probes: readonly Probe[], options: RunOptions): Promise<RoundResult> {
    const kept = await keeping.ready(options.signal);
    const lost = () => keeping.lost();
    if (kept !== null) return byKept(kept, probes, { ...options, lost });
    const round = await byCommand(place, probes, options.signal);
    const result = await follow(round.running, { ...options, lost });
    if (result.end === 'closed' && result.answers.length === 0 && place.isOpen) {
      keeping.tryAgain();
      throw place.error(round.why(), { retryable: false });
    }
    return result;
  }

  function unheard(end: keyof typeof WHY, { countsAsBegun = false }: RunOptions): void {
    if (!countsAsBegun) throw place.error(WHY[end]);
  }

  return {
    async run(probes, options) {
      const answers: ProbeAnswer[] = [];
      for (let shells = 0; answers.length < probes.length; ) {
        const result = await once(probes.slice(answers.length), options);
        answers.push(...result.answers);
        if (result.end === 'killed') continue;
        if (result.end === 'closed' && place.isOpen && ++shells < MAX_SHELLS) continue;
        if (answers.length === 0) unheard(result.end, options);
        break;
      }
      return new Map(probes.map(({ name }, index) => [name, answers[index] ?? BROKEN_OFF]));
    },
    noise: () => keeping.noise(),
    close: () => keeping.close(),
  };
}

/** Runs one probe in a shell that is started for it and ended after it. */
export async function runAlone(
  place: ShellPlace,
  probe: Probe,
  { signal, after }: RunOptions,
): Promise<ProbeAnswer> {
  const shell = shellAt(place);
  const ends: Promise<unknown>[] = [];
  try {
    const options = { signal, after: (ended: Promise<unknown>) => ends.push(ended) };
    const answers = await shell.run([probe], { ...options, countsAsBegun: true });
    return answers.get(probe.name) ?? BROKEN_OFF;
  } finally {
    const closed = Promise.allSettled(ends).then(() => shell.close());
    after(closed);
  }
}

/** Starts the shell that is kept, and another one when it has ended. */
function keptShell(place: ShellPlace) {
  let kept: Kept | null = null;
  let canKeep = true;
  let noise = '';

  function close(): void {
    kept?.pipe.close();
    kept = null;
  }

  function lost(): void {
    close();
    place.lost();
  }

  async function begin(signal: AbortSignal): Promise<{ pipe: Started; greeting: Greeting }> {
    try {
      const pipe = await place.start('exec sh', signal);
      noise = '';
      const printed = (bytes: Buffer) => {
        if (noise.length < MAX_TOLD) noise += bytes.toString('utf8', 0, MAX_TOLD);
      };
      return { pipe, greeting: await greet(pipe, { signal, printed }) };
    } catch (error) {
      if (signal.aborted) lost();
      throw error;
    }
  }

  return {
    lost,
    close,
    noise: () => noise,
    tryAgain() {
      canKeep = true;
    },
    /** A shell that listens, or null where none stays. */
    async ready(signal: AbortSignal): Promise<Kept | null> {
      if (kept?.pipe.isOpen === true) return kept;
      kept = null;
      if (!canKeep) return null;
      const { pipe, greeting } = await begin(signal);
      switch (greeting) {
        case 'ready':
          kept = { pipe, scripts: new Map() };
          return kept;
        case 'closed':
          canKeep = false;
          return null;
        case 'endless':
          throw place.error(ENDLESS);
        case 'silent':
          lost();
          throw place.error(SILENT);
      }
    },
  };
}

type FollowOptions = RunOptions & { lost(): void };

async function byKept(
  { pipe, scripts }: Kept,
  probes: readonly Probe[],
  options: FollowOptions,
): Promise<RoundResult> {
  const mark = newMark();
  let text = '';
  const numbered = probes.map((probe): Numbered => {
    const known = scripts.get(probe.script);
    const script = known ?? scripts.size;
    if (known === undefined) text += definition(script, probe.script);
    scripts.set(probe.script, script);
    return { probe, script };
  });
  const round = followRound(pipe, probes, { mark, kill: killText(mark) });
  pipe.send(text + roundText(mark, numbered));
  const result = await follow(round, options);
  if (result.end === 'done') pipe.send(REAP);
  return result;
}

async function byCommand(place: ShellPlace, probes: readonly Probe[], signal: AbortSignal) {
  const mark = newMark();
  const numbered = probes.map((probe, script): Numbered => ({ probe, script }));
  const pipe = await place.start(commandText(mark, numbered), signal);
  const heard: Buffer[] = [];
  const running = followRound(pipe, probes, {
    ...{ mark, kill: null },
    noise(bytes) {
      if (heard.length < MAX_HEARD) heard.push(bytes.subarray(0, MAX_TOLD));
    },
  });
  void running.result.then(() => pipe.close());
  return { running, why: () => noShell(pipe, Buffer.concat(heard).toString('utf8')) };
}

async function follow(
  round: RunningRound,
  { signal, after, lost }: FollowOptions,
): Promise<RoundResult> {
  const settled = round.result.then((result) => {
    if (result.end === 'silent') lost();
    return result;
  });
  try {
    return await orAborted(settled, signal);
  } catch (error) {
    if (round.isHeard()) round.stop();
    else lost();
    after(settled);
    throw error;
  }
}

/** Why there is no shell, in the words of the host. */
function noShell(pipe: Started, printed: string): string {
  const { stderr, code } = pipe.last();
  const said = [printed, stderr].map((text) => text.trim().split('\n')[0] ?? '').find(Boolean);
  const words = said === undefined ? '' : `: it says “${said.slice(0, MAX_TOLD)}”`;
  if (code === 127) return `there is no sh on the host${words}`;
  return `the host lets us in but runs no sh${words}. Give the user a shell (chsh -s /bin/sh), and let ForceCommand or command= in authorized_keys allow sh`;
}
