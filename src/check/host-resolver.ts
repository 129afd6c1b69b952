import type { LookupAddress } from 'node:dns';
import { lookup, Resolver } from 'node:dns/promises';
import { SECOND } from '../model/time.ts';

/** Finds the addresses of a name. */
export type ResolveHost = (hostname: string) => Promise<readonly LookupAddress[]>;

/** Of the four threads that the system's resolver shares with the disk: https://nodejs.org/api/dns.html#implementation-considerations */
const MOST_THREADS = 2;

/** Milliseconds that a name waits for a thread; more are waited only when others hang. */
const PATIENCE = SECOND;

/**
 * Resolves as the system does, `/etc/hosts` included. While names that hang hold its threads, others are asked of DNS
 * `apart`, so that none holds up another.
 */
export function hostResolver({ system, apart }: { system: ResolveHost; apart: ResolveHost }) {
  const asking = new Map<string, ReturnType<ResolveHost>>();
  const waiting: (() => void)[] = [];
  let threads = 0;

  /** Whether a thread is free, after some waiting. */
  function thread(): Promise<boolean> {
    if (threads < MOST_THREADS) {
      threads += 1;
      return Promise.resolve(true);
    }
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const take = () => {
      clearTimeout(timer);
      resolve(true);
    };
    const timer = setTimeout(() => {
      waiting.splice(waiting.indexOf(take), 1);
      resolve(false);
    }, PATIENCE);
    waiting.push(take);
    return promise;
  }

  async function ask(hostname: string): Promise<readonly LookupAddress[]> {
    if (!(await thread())) return apart(hostname);
    try {
      return await system(hostname);
    } finally {
      const next = waiting.shift();
      if (next === undefined) threads -= 1;
      else next();
    }
  }

  return (hostname: string): ReturnType<ResolveHost> => {
    const found = asking.get(hostname) ?? ask(hostname).finally(() => asking.delete(hostname));
    asking.set(hostname, found);
    return found;
  };
}

async function askedOfDns(hostname: string): Promise<readonly LookupAddress[]> {
  const resolver = new Resolver({ timeout: 5 * SECOND, tries: 2 });
  const [four, six] = await Promise.allSettled([
    resolver.resolve4(hostname),
    resolver.resolve6(hostname),
  ]);
  if (four.status === 'rejected' && six.status === 'rejected') throw four.reason;
  return [
    ...(four.status === 'rejected' ? [] : four.value.map((address) => ({ address, family: 4 }))),
    ...(six.status === 'rejected' ? [] : six.value.map((address) => ({ address, family: 6 }))),
  ];
}

/** One for the whole process, whose threads it shares out. */
export const resolveHost: ResolveHost = hostResolver({
  system: (hostname) => lookup(hostname, { all: true }),
  apart: askedOfDns,
});
