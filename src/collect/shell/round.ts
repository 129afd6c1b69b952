import { SECOND } from '../../model/time.ts';
import type { Probe, ProbeAnswer, ProbeEnd } from '../remote.ts';
import { type FrameReader, frameReader } from './frames.ts';
import { type Listening, listenTo } from './listening.ts';
import type { Pipe } from './pipe.ts';

/** Milliseconds that a shell may take to begin, and to end what it shall end. */
const BEGIN = 10 * SECOND;
const GRACE = SECOND;

/** How a round ended: done, ended on demand, with its shell, or in a silence after which the host counts as lost. */
export type RoundEnd = 'done' | 'killed' | 'closed' | 'silent';

export interface RoundResult {
  readonly end: RoundEnd;
  /** Answers of the first probes, in their order; those that are missing never began. */
  readonly answers: readonly ProbeAnswer[];
}

export interface RoundOptions {
  readonly mark: string;
  /** Text that ends the round there; null when its end is left to the host's own clock. */
  readonly kill: string | null;
  /** Told what comes before the first probe begins. */
  noise?(bytes: Buffer): void;
}

export interface RunningRound {
  readonly result: Promise<RoundResult>;
  /** Whether anything has come back. */
  isHeard(): boolean;
  /** Ends it there; the result comes as soon as it has ended, or a second later. */
  stop(): void;
}

/** Follows a round that was sent into `pipe`, with a deadline and a limit for each probe. */
export function followRound(
  pipe: Pipe,
  probes: readonly Probe[],
  { mark, kill, noise }: RoundOptions,
): RunningRound {
  const { promise, resolve } = Promise.withResolvers<RoundResult>();
  const answers: ProbeAnswer[] = [];
  const [first] = probes;
  // What is gathered says that it has begun only when it has ended.
  const isSilent = kill !== null && first?.isGathered === true;
  let current: Listening | null = isSilent ? listenTo(first) : null;
  /** What is wrong with the current probe; then the end of the round is awaited. */
  let stopped: ProbeEnd | null = null;
  let isOver = false;
  let timer = isSilent
    ? setTimeout(() => stop('late'), first.patience)
    : setTimeout(() => finish('silent'), BEGIN);

  function finish(end: RoundEnd): void {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    pipe.hear(null);
    close('broken off');
    resolve({ end, answers });
  }

  /** The current probe has its answer. */
  function close(otherwise: ProbeEnd): void {
    if (current === null) return;
    answers.push(current.answer(stopped ?? otherwise));
    current = null;
  }

  function stop(why: ProbeEnd): void {
    if (stopped !== null || isOver) return;
    stopped = why;
    clearTimeout(timer);
    if (kill === null) {
      finish('killed');
      pipe.close();
      return;
    }
    timer = setTimeout(() => finish('silent'), GRACE);
    pipe.send(kill);
  }

  function begin(place: number): void {
    if (place === 0) current = null;
    // Without kill the host itself ended the one before.
    close(kill === null ? 'late' : 'broken off');
    const probe = probes[place];
    if (probe === undefined || stopped !== null || isOver) return;
    current = listenTo(probe);
    clearTimeout(timer);
    timer = setTimeout(() => stop('late'), probe.patience);
  }

  function done(): void {
    close(kill === null ? 'late' : 'broken off');
    // What was late and ended all the same is followed by the end that was asked for.
    if (stopped === null) finish('done');
  }

  const reader = frameReader(mark, {
    data(bytes) {
      if (current === null) noise?.(bytes);
      else if (!current.take(bytes)) stop('too long');
    },
    frame(one) {
      if (one.kind === 'begins') begin(one.place);
      else if (one.kind === 'ended') current?.ended(one.code);
      else if (one.kind === 'done') done();
      else finish(one.kind);
    },
  });
  const heard = hearInto(pipe, reader, () => finish('closed'));
  return {
    result: promise,
    isHeard: () => heard.any,
    stop: () => stop('broken off'),
  };
}

function hearInto(pipe: Pipe, reader: FrameReader, closed: () => void): { any: boolean } {
  const heard = { any: false };
  pipe.hear({
    data(chunk) {
      heard.any = true;
      reader.take(chunk);
    },
    closed() {
      reader.end();
      closed();
    },
  });
  return heard;
}
