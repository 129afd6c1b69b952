import type { Round } from '../model/sample.ts';
import type { Clock } from '../model/time.ts';
import { SECOND } from '../model/time.ts';

/** How often it is asked whether the monitor is online, at most. */
const ASK_EVERY = 10 * SECOND;

export interface OwnNetworkDeps {
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Ids of the targets that are reached over the network. */
  remote(): readonly number[];
  /** Whether something else is looked at over the network, such as addresses that checks ask; nothing unless given. */
  looksFurther?(): boolean;
  /** Whether any place answers that does so while the monitor is online; null when there is none to ask. */
  probe(): Promise<boolean | null>;
}

interface Answer {
  readonly askedAt: number;
  readonly isOnline: boolean;
}

/**
 * "Is it me?": when a remote target falls silent and no other was reached since, places that always answer are asked.
 * When they do not answer either, the monitor has lost its own network: one alert says so, and the targets are unknown,
 * not down. Who asks while others do waits for the same answer. A bad answer holds for every silence; a good one only for
 * those that began before it was asked, since the network may have gone after it. Either holds for ten seconds: targets
 * that stay silent cost one question in ten seconds, and each that newly falls silent while we are online at most one.
 */
export function ownNetwork({ clock, remote, probe, looksFurther }: OwnNetworkDeps) {
  const silentSince = new Map<number, number>();
  let reachedAt = Number.NEGATIVE_INFINITY;
  let latest: Answer | null = null;
  let asking: Promise<Answer> | null = null;

  function reached(target: number): void {
    silentSince.delete(target);
    reachedAt = clock.monotonic();
    latest = null;
  }

  async function ask(): Promise<Answer> {
    const askedAt = clock.monotonic();
    try {
      const isBad = (await probe()) === false;
      // A target that was reached meanwhile knows better.
      const isReached = reachedAt >= askedAt;
      const answer = { askedAt, isOnline: !isBad || isReached };
      if (!isReached) latest = answer;
      return answer;
    } finally {
      asking = null;
    }
  }

  function isFresh({ askedAt }: Answer): boolean {
    return clock.monotonic() - askedAt < ASK_EVERY;
  }

  /** Ends when it is known what a silence means. */
  async function settle(since: number): Promise<void> {
    let answer = latest && isFresh(latest) ? latest : null;
    while (reachedAt < since && !(answer && tellsOf(answer, since))) {
      asking ??= ask();
      answer = await asking;
    }
  }

  const isLost = () => latest?.isOnline === false;

  return {
    isLost: () => isLost() && (remote().length > 0 || looksFurther?.() === true),

    /** Whether the network is lost, asked anew unless that is known of the time since `since`, by the monotonic clock. */
    async hasLost(since: number): Promise<boolean> {
      await settle(since);
      return isLost();
    },

    /** Notes a round; true when what it missed tells nothing about its target. */
    async blamesUs(round: Round): Promise<boolean> {
      const { target } = round;
      if (!remote().includes(target)) return false;
      if (round.kind === 'measured') {
        reached(target);
        return false;
      }
      if (round.reason === 'late') return isLost();
      // Something answered there, only not who it should.
      if (round.reason === 'host key') return false;
      const since = silentSince.get(target) ?? clock.monotonic();
      silentSince.set(target, since);
      await settle(since);
      return isLost();
    },
  };
}

function tellsOf({ askedAt, isOnline }: Answer, since: number): boolean {
  return !isOnline || askedAt >= since;
}

export type OwnNetwork = ReturnType<typeof ownNetwork>;
