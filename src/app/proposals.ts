import { randomInt } from 'node:crypto';
import { z } from 'zod';
import type { FileChange } from '../model/file-change.ts';
import { CHANGEABLE } from '../model/file-change.ts';
import type { Clock, Instant } from '../model/time.ts';
import { MINUTE } from '../model/time.ts';
import type { SettingStore } from '../store/ports.ts';

/** Under which they are kept. */
const KEY = 'file proposals';
/** How long somebody may think about one. */
const LASTS = 15 * MINUTE;
/** How many are kept at once. */
const MOST = 20;
/** Without letters that are mistaken for others. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A change of the file that waits for a press. */
export interface Proposal {
  readonly id: string;
  readonly change: FileChange;
  /** SHA-256 of the text that it was made from; null: there was no file. */
  readonly base: string | null;
  readonly expires: Instant;
}

const about = { of: z.enum(CHANGEABLE), name: z.string() };
const Change = z.union([
  z.object({
    ...about,
    kind: z.enum(['add', 'edit']),
    words: z.record(z.string(), z.string()),
  }),
  z.object({ ...about, kind: z.literal('remove') }),
]);
const Stored = z.array(
  z.object({
    id: z.string(),
    change: Change,
    base: z.string().nullable(),
    expires: z.number(),
  }),
);

/** Proposals in the store, so that a button works after a restart too. They hold no secrets: none is taken in words. */
export function proposals(settings: SettingStore, clock: Pick<Clock, 'now'>) {
  async function all(): Promise<readonly Proposal[]> {
    const text = await settings.get(KEY);
    const stored = Stored.safeParse(JSON.parse(text ?? '[]')).data ?? [];
    return stored.filter(({ expires }) => expires > clock.now());
  }

  return {
    async add(proposal: Pick<Proposal, 'change' | 'base'>): Promise<Proposal> {
      const made = { ...proposal, id: newId(), expires: clock.now() + LASTS };
      const kept = [...(await all()), made].slice(-MOST);
      await settings.set(KEY, JSON.stringify(kept));
      return made;
    },

    /** Takes one out: whoever comes second finds none. */
    async take(id: string): Promise<Proposal | null> {
      const known = await all();
      const found = known.find((one) => one.id === id.toLowerCase());
      if (!found) return null;
      await settings.set(KEY, JSON.stringify(known.filter((one) => one !== found)));
      return found;
    },
  };
}

function newId(): string {
  return Array.from({ length: 6 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}
