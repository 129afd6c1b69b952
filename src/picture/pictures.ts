import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Chart } from '../model/chart.ts';
import { MINUTE, SECOND } from '../model/time.ts';
import { orAbort } from '../model/wait.ts';
import { bounded } from './bounded.ts';
import { openDrawer } from './drawer.ts';
import { keptUpTo } from './kept.ts';
import type { Drawn, Order, PngPicture } from './order.ts';
import type { ThemeName } from './theme.ts';

/** Draws charts in a thread of its own. null where a picture was not drawn, which the log says. */
export interface Pictures extends AsyncDisposable {
  /** @throws the signal's reason when `signal` aborts first. */
  png(chart: Chart, theme: ThemeName, signal: AbortSignal): Promise<PngPicture | null>;
  /** The same with its texts as texts, to be put into a page. */
  svg(chart: Chart, theme: ThemeName, signal: AbortSignal): Promise<string | null>;
}

export interface PictureOptions {
  readonly log: (level: 'warn', line: string) => void;
  /** Starts the thread; another one in tests. */
  readonly start?: () => Worker;
  readonly deadline?: number;
  readonly starting?: number;
  readonly idle?: number;
}

/** Bytes of pictures that are kept, for presses on the same range and for several chats. */
const KEPT = 8 * 1_024 * 1_024;
const DEADLINE = 5 * SECOND;
const STARTING = 10 * SECOND;
const IDLE = 2 * MINUTE;
/** Of the thread's own heap, in megabytes; pixels come beside it and are bounded by the size of a picture. */
const LIMITS = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 128 } as const;

/** Nothing is started before the first picture. */
export function openPictures(options: PictureOptions): Pictures {
  const { log, start = startWorker, deadline = DEADLINE } = options;
  const { starting = STARTING, idle = IDLE } = options;
  const drawer = openDrawer({ start, deadline, starting, idle });
  const kept = keptUpTo<Drawn>(KEPT);
  const drawing = new Map<string, Promise<Drawn | null>>();

  async function draw(order: Order, key: string): Promise<Drawn | null> {
    try {
      const drawn = await drawer.draw(order);
      if (drawn.kind === 'failed') throw new Error(drawn.reason);
      kept.set(key, drawn, drawn.kind === 'png' ? drawn.bytes.byteLength : 2 * drawn.text.length);
      return drawn;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log('warn', `the picture "${order.chart.title}" was not drawn: ${reason}`);
      return null;
    } finally {
      drawing.delete(key);
    }
  }

  async function drawnFor(order: Order, signal: AbortSignal): Promise<Drawn | null> {
    signal.throwIfAborted();
    const key = createHash('sha256').update(JSON.stringify(order)).digest('base64');
    const known = kept.get(key);
    if (known) return known;
    const running = drawing.get(key) ?? draw(order, key);
    drawing.set(key, running);
    return orAbort(running, signal);
  }

  return {
    async png(chart, theme, signal) {
      const drawn = await drawnFor({ format: 'png', chart: bounded(chart), theme }, signal);
      return drawn?.kind === 'png' ? drawn : null;
    },
    async svg(chart, theme, signal) {
      const drawn = await drawnFor({ format: 'svg', chart: bounded(chart), theme }, signal);
      return drawn?.kind === 'svg' ? drawn.text : null;
    },
    [Symbol.asyncDispose]: () => drawer.close(),
  };
}

function startWorker(): Worker {
  return new Worker(workerFile(), { resourceLimits: LIMITS });
}

/** The sources run themselves; in a bundle the thread has a file of its own beside the entries, see bin/bundle.mjs. */
function workerFile(): URL {
  if (import.meta.url.endsWith('.ts')) return new URL('./worker.ts', import.meta.url);
  const beside = new URL('./picture-worker.js', import.meta.url);
  return existsSync(fileURLToPath(beside))
    ? beside
    : new URL('../picture-worker.js', import.meta.url);
}
