import { randomBytes } from 'node:crypto';
import type { BoardDesk, BoardOutcome } from '../chat/board-desk.ts';
import { type BoardPace, isAgeDue, isDue, looked, NEW_PACE } from '../chat/board-pace.ts';
import type { ChatPlace } from '../chat/command.ts';
import { CONSOLE } from '../chat/console/prompt.ts';
import { line, type Reply, say, time } from '../chat/reply.ts';
import type { ChatSurface } from '../chat/surface.ts';
import type { Alert } from '../model/alert.ts';
import type { Actor } from '../model/person.ts';
import type { Clock } from '../model/time.ts';
import { MINUTE, SECOND } from '../model/time.ts';
import { oneByOne, pause } from '../model/wait.ts';
import type { Channel, Delivery, Outgoing } from '../notify/channel.ts';
import type { Store } from '../store/ports.ts';
import { type Kept, mayStand } from './board-kept.ts';

/** How often it is looked whether a board has something new. */
const EVERY = SECOND;
/** How long it may take to read what boards show, and one call to a chat that does no harm when it is made twice. */
const CALL = 5 * SECOND;
/** How long a post may take: longer than chats themselves wait for an answer. */
const POST = 15 * SECOND;
/** What a chat does not take at all is not tried again for so long. */
const REFUSED = 5 * MINUTE;
/** Boards of one installation. */
const MOST = 20;
const SETTING = 'boards';
const LATER = 'The chat does not take it now; the board comes as soon as it does.';
const MAY_STAND =
  'The chat did not answer: the board may stand there already, but would not be kept up to date. It is posted anew in five minutes; delete the other one then.';

interface Board {
  kept: Kept;
  pace: BoardPace;
  /** What it shows; null: not known, as after a restart. */
  shown: Reply | null;
  /** Why it is not pinned. */
  unpinned: string | null;
}

export interface BoardsDeps {
  readonly settings: Store['settings'];
  readonly clock: Clock;
  /** Ends every call. */
  readonly signal: AbortSignal;
  chats(): readonly ChatSurface[];
  /** What boards show now; `data` null: that cannot be read. */
  show(signal: AbortSignal): Promise<Reply>;
  /** Changes with every alert that opens, ends or is taken. */
  news(): string;
  failed(error: unknown): void;
}

/** Who asks for what boards show: the process itself, for everybody. */
export const BOARD = {
  ...{ name: 'board', input: '', place: CONSOLE },
  actor: { id: 'tocsin', name: 'Tocsin', surface: 'console', role: 'operator' },
} as const;

/** Another text with every alert that opens, ends, is taken or gets worse. */
export function newsOf(open: Iterable<Alert>): string {
  return [...open].map(({ id, state, severity }) => `${id}${state.kind}${severity}`).join(' ');
}

/** Boards, and what keeps them up to date. */
export interface Boards {
  readonly desk: BoardDesk;
  /** One look at every board that is due. */
  tick(): Promise<void>;
  /** Looks until the signal aborts. */
  keep(): Promise<void>;
}

/** Takes up the boards of an earlier process: their messages are edited, and none is posted a second time. */
export async function openBoards(deps: BoardsDeps): Promise<Boards> {
  const { settings, clock, signal } = deps;
  const stored = JSON.parse((await settings.get(SETTING)) ?? '[]') as readonly Kept[];
  const boards = stored.map(taken);
  const inTurn = oneByOne();
  const save = () => settings.set(SETTING, JSON.stringify(boards.map(({ kept }) => kept)));
  const find = (place: ChatPlace) => boards.find(({ kept }) => isIn(kept, place));

  async function tick(isAsked: (board: Board) => boolean = () => false): Promise<void> {
    const [news, now] = [deps.news(), clock.monotonic()];
    const due = boards.filter(
      (one) => !mayStand(one.kept, clock.now()) && (isAsked(one) || isDue(one.pace, news, now)),
    );
    if (due.length === 0) return;
    const newest = await deps.show(within(deps, CALL));
    if (signal.aborted) return;
    const brought = await Promise.allSettled(
      due.map((one) => bring(deps, one, { newest, news, save })),
    );
    if (signal.aborted) return;
    for (const one of brought) if (one.status === 'rejected') deps.failed(one.reason);
  }

  async function here(place: ChatPlace): Promise<BoardOutcome> {
    if (place.surface === 'console') return refused('A terminal keeps no message: ask in a chat.');
    const board = find(place) ?? add(place);
    if (board === null) return refused(`There are ${MOST} boards already; end one by /board off.`);
    const before = board.kept.remoteId;
    // Whether it is still there is seen by an edit alone.
    board.shown = null;
    await save();
    await bringUp(board);
    const { remoteId, isPinned } = board.kept;
    if (remoteId === null) return notYet(board, deps);
    if (!isPinned && before !== null) await pinOn(deps, board, save);
    return { kind: before === remoteId ? 'there' : 'posted', unpinned: board.unpinned };
  }

  async function bringUp(board: Board): Promise<void> {
    const before = board.kept.remoteId;
    await tick((one) => one === board);
    // One that was deleted is posted anew.
    const isGone = before !== null && board.kept.remoteId === null;
    if (isGone) await tick((one) => one === board);
  }

  function add(place: ChatPlace): Board | null {
    if (boards.length >= MOST) return null;
    const { surface, id, thread } = place;
    const board = taken({ surface, id, thread, key: newKey(), remoteId: null, isPinned: false });
    boards.push(board);
    return board;
  }

  async function off(place: ChatPlace, by: Actor): Promise<boolean> {
    const board = find(place);
    if (!board) return false;
    boards.splice(boards.indexOf(board), 1);
    await save();
    const { remoteId, key } = board.kept;
    if (remoteId !== null) {
      const last = say(`${by.name} ended this board. /board here makes another.`, 'muted');
      await channelOf(deps, board)?.edit(remoteId, outgoing(key, last), within(deps, CALL));
    }
    return true;
  }

  return {
    desk: { here: (place) => inTurn(() => here(place)), off: (...of) => inTurn(() => off(...of)) },
    tick: () => inTurn(() => tick()),
    async keep() {
      while (!signal.aborted) {
        await pause(EVERY, signal);
        if (!signal.aborted) await inTurn(() => tick()).catch(deps.failed);
      }
    },
  };
}

interface Newest {
  readonly newest: Reply;
  readonly news: string;
  save(): Promise<void>;
}

/** Shows what is newest, where that is something else than it shows. */
async function bring(
  deps: BoardsDeps,
  board: Board,
  { newest, news, save }: Newest,
): Promise<void> {
  const now = deps.clock.monotonic();
  const reply = newest.data === null ? older(board, deps.clock.now()) : newest;
  const isNew = board.kept.remoteId === null || isChanged(board, reply, now);
  board.pace = looked(board.pace, { news, now, isEdited: isNew && reply !== null });
  if (!isNew || reply === null) return;
  const channel = channelOf(deps, board);
  if (!channel) return;
  const { remoteId, key } = board.kept;
  const message = outgoing(key, reply);
  const told = await (remoteId === null
    ? postOn(deps, board, { channel, message, save })
    : channel.edit(remoteId, message, within(deps, CALL)));
  switch (told.kind) {
    case 'delivered':
      board.shown = reply;
      if (remoteId !== null) return;
      board.kept = { ...board.kept, remoteId: told.remoteId };
      await save();
      return pinOn(deps, board, save);
    case 'gone':
      board.kept = { ...board.kept, key: newKey(), remoteId: null, isPinned: false };
      board.pace = NEW_PACE;
      return save();
    case 'retry':
      board.pace = {
        ...board.pace,
        lookedAt: NEW_PACE.lookedAt,
        notBefore: now + Math.max(SECOND, told.after),
      };
      return;
    case 'rejected':
      board.pace = { ...board.pace, notBefore: now + REFUSED };
      deps.failed(new Error(`a board is not taken: ${told.reason}`));
      return;
    default:
      return told satisfies never;
  }
}

/** Notes the try before it is made, so that a process that ends meanwhile leaves it to the next one. */
async function postOn(
  deps: BoardsDeps,
  board: Board,
  { channel, message, save }: { channel: Channel; message: Outgoing; save(): Promise<void> },
): Promise<Delivery> {
  board.kept = { ...board.kept, triedAt: deps.clock.now() };
  await save();
  const told = await channel.post({ ...message, again: true }, within(deps, POST));
  if (told.kind === 'retry' && told.unsure) return told;
  const { triedAt: _, ...kept } = board.kept;
  board.kept = kept;
  await save();
  return told;
}

function within({ signal }: BoardsDeps, milliseconds: number): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]);
}

function isChanged({ shown, pace }: Board, reply: Reply | null, now: number): boolean {
  if (reply === null) return false;
  if (shown === null || whatIt(shown) !== whatIt(reply)) return true;
  return shown.asOf !== reply.asOf && isAgeDue(pace, now);
}

/** All that it says, but for the age of its data. */
function whatIt({ tone, blocks, footer }: Reply): string {
  return JSON.stringify([tone, blocks, footer]);
}

/** What it showed, and that this is old; null where nobody knows what it showed. */
function older({ shown }: Board, now: number): Reply | null {
  if (shown === null || shown.data === null) return shown;
  const warning = line(
    ['What is newest cannot be read since ', time(now, 'live'), ': this is older.'],
    'warning',
  );
  return { ...shown, blocks: [warning, ...shown.blocks], data: null };
}

async function pinOn(deps: BoardsDeps, board: Board, save: () => Promise<void>): Promise<void> {
  const channel = channelOf(deps, board);
  const { remoteId } = board.kept;
  if (!channel?.pin || remoteId === null) return;
  board.unpinned = await channel.pin(remoteId, within(deps, CALL)).catch(String);
  if (board.unpinned !== null) return;
  board.kept = { ...board.kept, isPinned: true };
  await save();
}

function channelOf({ chats }: BoardsDeps, { kept }: Board): Channel | null {
  const chat = chats().find(({ name }) => name === kept.surface);
  return chat?.channel('board', { id: kept.id, thread: kept.thread }) ?? null;
}

function taken(kept: Kept): Board {
  return { kept, pace: NEW_PACE, shown: null, unpinned: null };
}

function isIn(kept: Kept, { surface, id, thread }: ChatPlace): boolean {
  return kept.surface === surface && kept.id === id && kept.thread === thread;
}

function notYet({ kept }: Board, { clock }: BoardsDeps): BoardOutcome {
  return refused(mayStand(kept, clock.now()) ? MAY_STAND : LATER);
}

function refused(why: string): BoardOutcome {
  return { kind: 'refused', why };
}

function newKey(): string {
  return randomBytes(10).toString('hex');
}

function outgoing(key: string, reply: Reply) {
  return { key, reply, replyTo: null, silent: true };
}
