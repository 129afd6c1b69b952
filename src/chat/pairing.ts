import { createHash, randomInt } from 'node:crypto';
import type { Actor } from '../model/person.ts';
import type { Instant } from '../model/time.ts';
import { MINUTE } from '../model/time.ts';
import type { ChatPlace, Pairing } from './command.ts';

const VALID_FOR = 15 * MINUTE;
/** Without letters and digits that look alike. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const LENGTH = 10;
/** Wrong codes one person may try in a quarter of an hour; 32^10 codes make guessing hopeless long before. */
const MOST_TRIES = 10;

export interface PairedChannel {
  readonly name: string;
  readonly kind: 'discord' | 'telegram' | 'console';
  readonly address: string;
  readonly thread: string | null;
  /** `address` is a person, who is told in private. */
  readonly isDirect?: boolean;
}

/** Keeps codes (as SHA-256, hex) and who was paired. */
export interface PairingStore {
  addCode(hash: string, expires: Instant): Promise<void>;
  pair(
    hash: string,
    options: { actor: Actor; channel: PairedChannel; at: Instant },
  ): Promise<'paired' | 'unknown' | 'expired'>;
}

/** Short-lived codes that link a chat as alert channel and a person as admin. */
export function pairing(deps: {
  readonly store: PairingStore;
  now(): Instant;
  /** A chat was linked: alerts go there from now on. */
  paired(channel: PairedChannel): void;
}): Pairing {
  const tries = new Map<string, { count: number; until: Instant }>();
  return {
    async create() {
      const code = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join(
        '',
      );
      const expires = deps.now() + VALID_FOR;
      await deps.store.addCode(hashOf(code), expires);
      return { code, expires };
    },

    async redeem(code, actor, chat) {
      const at = deps.now();
      if (!mayTry(tries, actor.id, at)) return 'unknown';
      const channel = channelOf(chat);
      const outcome = await deps.store.pair(hashOf(code), { actor, channel, at });
      if (outcome === 'paired') deps.paired(channel);
      return outcome;
    },
  };
}

function mayTry(
  tries: Map<string, { count: number; until: Instant }>,
  id: string,
  at: Instant,
): boolean {
  const seen = tries.get(id);
  const fresh = seen && seen.until > at ? seen : { count: 0, until: at + VALID_FOR };
  if (tries.size > 10_000) tries.clear();
  tries.set(id, { ...fresh, count: fresh.count + 1 });
  return fresh.count < MOST_TRIES;
}

function hashOf(code: string): string {
  return createHash('sha256').update(code.trim().toUpperCase()).digest('hex');
}

function channelOf({ surface, id, thread }: ChatPlace): PairedChannel {
  const name = `${surface}-${id}${thread === null ? '' : `-${thread}`}`;
  return { name, kind: surface, address: id, thread };
}
