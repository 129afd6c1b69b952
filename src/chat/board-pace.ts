import { MINUTE, SECOND } from '../model/time.ts';

/** How often a board is edited that has nothing new but values. */
const CALM = 15 * SECOND;
/** How soon it says that an alert opened or ended; each edit within a minute doubles that. */
const NEWS = 2 * SECOND;
/** How often it is edited for the age of its data alone. */
const AGE = MINUTE;

/** Edits that are remembered: more than come within a minute. */
const MOST = 10;

/** When a board was looked at and edited; moments are those of the monotonic clock. */
export interface BoardPace {
  readonly lookedAt: number;
  /** The last edits, oldest first. */
  readonly edits: readonly number[];
  /** The chat asks to wait until then. */
  readonly notBefore: number;
  /** Which alerts were open. */
  readonly news: string;
}

export const NEW_PACE: BoardPace = {
  lookedAt: Number.NEGATIVE_INFINITY,
  edits: [],
  notBefore: Number.NEGATIVE_INFINITY,
  news: '',
};

/**
 * Whether it is time to look what a board should show. In a storm of alerts the wait grows to that of calm times, so that
 * at most seven edits come within a minute: chats take twenty, those of cards included.
 */
export function isDue(pace: BoardPace, news: string, now: number): boolean {
  if (now < pace.notBefore) return false;
  if (now - pace.lookedAt >= CALM) return true;
  if (news === pace.news) return false;
  const [last = Number.NEGATIVE_INFINITY] = pace.edits.slice(-1);
  return now - last >= newsGap(pace, now);
}

function newsGap({ edits }: BoardPace, now: number): number {
  const lately = edits.filter((at) => now - at < MINUTE).length;
  return Math.min(CALM, NEWS * 2 ** lately);
}

/** Whether the age of what it shows is so old that it is edited for that alone. */
export function isAgeDue({ edits }: BoardPace, now: number): boolean {
  const [last = Number.NEGATIVE_INFINITY] = edits.slice(-1);
  return now - last >= AGE;
}

/** After a look; `isEdited`: the message was changed. */
export function looked(
  pace: BoardPace,
  {
    news,
    now,
    isEdited,
  }: { readonly news: string; readonly now: number; readonly isEdited: boolean },
): BoardPace {
  const former = pace.edits.slice(-MOST);
  return { ...pace, news, lookedAt: now, edits: isEdited ? [...former, now] : former };
}
