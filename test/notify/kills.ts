import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../../src/store/sqlite/store.ts';
import { startChild } from '../store/children.ts';
import { freshFolder } from '../store/fresh-folder.ts';
import { fileSender } from './file-channel.ts';

export interface Killed {
  /** Alerts that were recorded and whose card never reached the channel. */
  readonly lost: readonly number[];
  /** Messages that the channel got more often than once, by the kill after which they came again. */
  readonly repeated: readonly number[];
  readonly alerts: number;
}

/** Kills a process that fires, raises and sends alerts so many times, then lets everything be sent. */
export async function killOften(times: number): Promise<Killed> {
  const folder = freshFolder();
  const file = join(folder, 'tocsin.db');
  const sent = join(folder, 'sent');
  const recorded: number[] = [];
  const repeated: number[] = [];
  let before = 0;
  for (let kill = 0; kill < times; kill++) {
    const script = new URL('./child-alerter.ts', import.meta.url);
    const child = startChild(script, file, sent, String(kill));
    await child.printed(2 + Math.floor(Math.random() * 15));
    await child.kill();
    recorded.push(...child.lines.map(Number));
    const again = repeats(sent);
    repeated.push(again - before);
    before = again;
  }
  await drain(file, sent);
  repeated.push(repeats(sent) - before);
  const arrived = new Set(linesOf(sent).map((line) => line.split(' ').slice(2).join(' ')));
  return {
    lost: recorded.filter((id) => !arrived.has(`card ${id}`)),
    repeated,
    alerts: recorded.length,
  };
}

async function drain(file: string, sent: string): Promise<void> {
  await using store = await openStore(file, { now: Date.now });
  const stop = new AbortController();
  const ended = fileSender(store, sent).run(stop.signal, stop.signal);
  for (;;) {
    const { queued, sending } = await store.outbox.counts();
    if (queued + sending === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  stop.abort();
  await ended;
}

function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
}

function repeats(file: string): number {
  const keys = linesOf(file).map((line) => line.split(' ')[0]);
  return keys.length - new Set(keys).size;
}
