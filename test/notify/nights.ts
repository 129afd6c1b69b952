import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { HOUR, MINUTE } from '../../src/model/time.ts';
import { startChild } from '../store/children.ts';
import { freshFolder } from '../store/fresh-folder.ts';

/** What is said in ops and phone while the first life lasts. */
const AT_FIRST = ['ops CRITICAL: web-1', 'ops CRITICAL: web-4'];
const RELEASED = ['ops Silence', 'ops WARNING: web-2', 'phone WARNING: web-3', 'phone While'];

/** Times without the process, and what is said after the start: what became due meanwhile, each thing once. */
export const NIGHTS = [
  { name: '25 minutes', down: 25 * MINUTE, says: ['ops Escalated: web-1'] },
  {
    name: '45 minutes',
    down: 45 * MINUTE,
    says: ['ops Escalated: web-1'],
  },
  {
    name: '3 hours',
    down: 3 * HOUR,
    says: ['ops Escalated: web-1', ...RELEASED],
  },
] as const;
export const SIGNALS = ['SIGTERM', 'SIGKILL'] as const;

/** Ends the engine while an escalation, reminders and holds are under way, and starts it later, twice. */
export async function throughTheNight(
  { down, says }: (typeof NIGHTS)[number],
  signal: (typeof SIGNALS)[number],
): Promise<void> {
  const folder = freshFolder();
  const file = join(folder, 'said');
  const now = new Date();
  // Quiet hours of two hours that began one hour ago.
  const quietFrom = (now.getUTCHours() * 60 + now.getUTCMinutes() + 23 * 60) % (24 * 60);
  const live = async (offset: number, life: 'first' | 'later') => {
    const before = life === 'first' ? 0 : linesOf(file).length;
    const script = new URL('./child-night.ts', import.meta.url);
    const child = startChild(script, folder, file, String(offset), String(quietFrom), life);
    await child.printed(1);
    const gone = once(child.process, 'exit');
    child.process.kill(signal);
    await gone;
    return linesOf(file).slice(before).map(inShort).toSorted();
  };
  expect(await live(0, 'first')).toEqual(AT_FIRST);
  expect(await live(down, 'later')).toEqual([...says].toSorted());
  expect(await live(down + MINUTE, 'later')).toEqual([]);
}

function linesOf(file: string): string[] {
  return readFileSync(file, 'utf8').trimEnd().split('\n');
}

/** `<channel> <first word>: <target>`. */
function inShort(line: string): string {
  const [, said = ''] = /^(\w+ \w+)/.exec(line) ?? [];
  const [, target] = / on (web-\d)/.exec(line) ?? [];
  return target === undefined ? said : `${said}: ${target}`;
}
