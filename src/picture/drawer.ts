import type { Worker } from 'node:worker_threads';
import { oneByOne } from '../model/wait.ts';
import type { Drawn, Order } from './order.ts';

export interface Drawer {
  /**
   * Draws one picture after the other.
   *
   * @throws when it was not drawn: the deadline passed, the thread died, or too much waits already.
   */
  draw(order: Order): Promise<Drawn>;
  /** Ends the thread, and whatever it draws. */
  close(): Promise<void>;
}

export interface DrawerOptions {
  readonly start: () => Worker;
  /** Longest that a picture may take. */
  readonly deadline: number;
  /** How much longer the first may take, while the thread loads what it draws with. */
  readonly starting: number;
  /** The thread and its memory go when nothing was drawn for so long. */
  readonly idle: number;
}

/** Orders that may wait; more are refused, since nobody would wait for them. */
const MOST_WAITING = 32;

/** A thread that is started when there is something to draw, and anew after it hung or died. */
export function openDrawer({ start, deadline, starting, idle }: DrawerOptions): Drawer {
  const inTurn = oneByOne();
  let worker: Worker | null = null;
  let waiting = 0;
  let ending: NodeJS.Timeout | undefined;
  let isClosed = false;

  const end = async () => {
    const old = worker;
    worker = null;
    await old?.terminate();
  };
  const ready = () => {
    if (worker) return { thread: worker, most: deadline };
    const thread = start();
    worker = thread;
    thread.unref();
    thread.once('exit', () => {
      if (worker === thread) worker = null;
    });
    return { thread, most: deadline + starting };
  };

  async function next(order: Order): Promise<Drawn> {
    if (isClosed) throw new Error('no more pictures are drawn');
    clearTimeout(ending);
    const { thread, most } = ready();
    try {
      return await answerOf(thread, order, most);
    } catch (error) {
      await end();
      throw error;
    } finally {
      clearTimeout(ending);
      ending = setTimeout(() => void end(), idle).unref();
    }
  }

  return {
    async draw(order) {
      if (waiting >= MOST_WAITING) throw new Error(`${waiting} pictures wait already`);
      waiting++;
      try {
        return await inTurn(() => next(order));
      } finally {
        waiting--;
      }
    },
    async close() {
      isClosed = true;
      clearTimeout(ending);
      await end();
    },
  };
}

function answerOf(thread: Worker, order: Order, most: number): Promise<Drawn> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      clearTimeout(timer);
      thread.off('message', answered).off('error', failed).off('exit', died);
    };
    const answered = (drawn: Drawn) => {
      settle();
      resolve(drawn);
    };
    const failed = (error: unknown) => {
      settle();
      reject(error);
    };
    const died = (code: number) => failed(new Error(`its thread ended with code ${code}`));
    const late = () => failed(new Error(`it took longer than ${most} ms`));
    const timer = setTimeout(late, most);
    thread.on('message', answered).on('error', failed).on('exit', died);
    thread.postMessage(order);
  });
}
