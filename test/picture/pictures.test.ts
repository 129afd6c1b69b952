import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import type { Chart } from '../../src/model/chart.ts';
import { openPictures, type PictureOptions, type Pictures } from '../../src/picture/pictures.ts';
import { CHARTS } from '../support/charts.ts';

const signal = AbortSignal.timeout(60_000);
const AREA = CHARTS['area'] as Chart;
const THREAD = new URL('../../src/picture/worker.ts', import.meta.url);

let open: Pictures | null = null;
afterEach(async () => {
  await open?.[Symbol.asyncDispose]();
  open = null;
});

function desk(options: Partial<PictureOptions> = {}) {
  const threads: Worker[] = [];
  const lines: string[] = [];
  const start = () => {
    const thread = options.start?.() ?? new Worker(THREAD);
    threads.push(thread);
    return thread;
  };
  const pictures = openPictures({ log: (_, line) => lines.push(line), ...options, start });
  open = pictures;
  return { pictures, threads, lines };
}

/** A thread that takes an order and never answers. */
const deaf = () => threadThat('for (;;) {}');
/** One that ends instead. */
const dying = () => threadThat('process.exit(3)');

function threadThat(does: string): Worker {
  const code = `require('node:worker_threads').parentPort.on('message', () => { ${does} })`;
  return new Worker(code, { eval: true });
}

describe('pictures', () => {
  test('are PNG files of the size they say', async () => {
    const picture = await desk().pictures.png(AREA, 'dark', signal);
    const file = Buffer.from(picture?.bytes ?? []);
    expect(file.subarray(1, 4).toString()).toBe('PNG');
    expect([file.readUInt32BE(16), file.readUInt32BE(20)]).toEqual([
      picture?.width,
      picture?.height,
    ]);
  });

  test('are SVG with their texts as texts', async () => {
    const svg = await desk().pictures.svg(AREA, 'light', signal);
    expect(svg?.slice(0, 4)).toBe('<svg');
    expect(svg).toContain('CPU of web-1, last 24 hours');
  });

  test('start no thread before the first, and draw the same once', async () => {
    const { pictures, threads } = desk();
    expect(threads).toHaveLength(0);
    const both = await Promise.all([
      pictures.png(AREA, 'dark', signal),
      pictures.png(AREA, 'dark', signal),
    ]);
    expect(both[0]?.bytes).toBe(both[1]?.bytes);
    await threads[0]?.terminate();
    expect((await pictures.png(AREA, 'dark', signal))?.bytes).toBe(both[0]?.bytes);
    expect(threads).toHaveLength(1);
  });

  test('are drawn by a new thread when the last one died', async () => {
    const ways = [dying, () => new Worker(THREAD)];
    const { pictures, threads, lines } = desk({ start: () => (ways.shift() ?? dying)() });
    expect(await pictures.png(AREA, 'dark', signal)).toBeNull();
    const reason = 'the picture "CPU of web-1, last 24 hours" was not drawn: its thread ended';
    expect(lines).toEqual([`${reason} with code 3`]);
    expect(await pictures.png(AREA, 'dark', signal)).not.toBeNull();
    expect(threads).toHaveLength(2);
  });

  test('are drawn by a new thread when the last one hung', async () => {
    const { pictures, threads, lines } = desk({ start: deaf, deadline: 50, starting: 1 });
    expect(await pictures.png(AREA, 'dark', signal)).toBeNull();
    expect(lines.join()).toContain('it took longer than 51 ms');
    expect(threads[0]?.threadId).toBe(-1);
    expect(await pictures.png(AREA, 'light', signal)).toBeNull();
    expect(threads).toHaveLength(2);
  });

  test('end their thread after some rest', async () => {
    const { pictures, threads } = desk({ idle: 1 });
    await pictures.png(AREA, 'dark', signal);
    const [thread] = threads;
    if (thread && thread.threadId !== -1) await once(thread, 'exit');
    expect(await pictures.png(AREA, 'light', signal)).not.toBeNull();
    expect(threads).toHaveLength(2);
  });

  test('are refused when too many wait, and wait for nobody who has gone', async () => {
    const { pictures, lines } = desk({ start: deaf, deadline: 50, starting: 1 });
    const gone = new AbortController();
    const first = pictures.png(AREA, 'dark', gone.signal);
    gone.abort(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    const many = Array.from({ length: 40 }, (_, index) =>
      pictures.png({ ...AREA, title: `picture ${index}` } as Chart, 'dark', signal),
    );
    await Promise.race(many.slice(-1));
    expect(lines.join()).toContain('"picture 39" was not drawn: 32 pictures wait already');
    await open?.[Symbol.asyncDispose]();
    expect(new Set(await Promise.all(many))).toEqual(new Set([null]));
  });
});
