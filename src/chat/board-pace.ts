import { MINUTE, SECOND } from '../model/time.ts';

/** How often a board is edited that has nothing new but values. */
const CALM = 15 * SECOND;
/** How soon it says that an alert opened or ended; each edit for that within a minute doubles it. */
const NEWS = 2 * SECOND;
/** How often it is edited for the age of its data alone. */
const AGE = MINUTE;

/** Edits within a minute, whatever they are made for: chats take twenty, those of cards included. */
const MOST = 10;

/** When a board was looked at and edited; moments are those of the monotonic clock. */
export interface BoardPace {
  readonly lookedAt: number;
  /** The last edits, oldest first. */
  readonly edits: readonly number[];
  /** Those of them that were made since an alert opened or ended. */
  readonly newsEdits: readonly number[];
  /** The chat asks to wait until then. */
  readonly notBefore: number;
  /** Which alerts were open. */
  readonly news: string;
}

export const NEW_PACE: BoardPace = {
  lookedAt: Number.NEGATIVE_INFINITY,
  edits: [],
  newsEdits: [],
  notBefore: Number.NEGATIVE_INFINITY,
  news: '',
};

/**
 * Whether it is time to look what a board should show. In a storm of alerts the wait grows to that of calm times, so that
 * at most seven edits come within a minute; values that change all the time make no alert wait.
 */
export function isDue(pace: BoardPace, news: string, now: number): boolean {
  if (now < pace.notBefore || within(pace.edits, now) >= MOST) return false;
  if (now - pace.lookedAt >= CALM) return true;
  if (news === pace.news) return false;
  const [last = Number.NEGATIVE_INFINITY] = pace.edits.slice(-1);
  return now - last >= newsGap(pace, now);
}

function newsGap({ newsEdits }: BoardPace, now: number): number {
  return Math.min(CALM, NEWS * 2 ** within(newsEdits, now));
}

function within(edits: readonly number[], now: number): number {
  return edits.filter((at) => now - at < MINUTE).length;
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
  if (!isEdited) return { ...pace, news, lookedAt: now };
  const add = (former: readonly number[]) => [...former, now].slice(-MOST);
  const newsEdits = news === pace.news ? pace.newsEdits : add(pace.newsEdits);
  return { ...pace, news, lookedAt: now, edits: add(pace.edits), newsEdits };
}
