import { join } from 'node:path';
import { lineFile, writeWhole } from './files.ts';
import { linesOf } from './lines.ts';
import { HISTORY } from './names.ts';

/** Of a full history a twentieth goes at once: to write the whole file with every line would wear the disk. */
const SHARE = 20;

/** `health_history.jsonl` of one target: the newest lines, never more than `most`. */
export function historyFile(folder: string, most: number) {
  const path = join(folder, HISTORY);
  const file = lineFile(path);
  let count = 0;
  return {
    async append(lines: readonly string[]): Promise<void> {
      if (lines.length === 0) return;
      const found = await file.look();
      if (found !== 'same') count = found === 'new' ? 0 : (await newest(path, most)).count;
      if (count + lines.length <= most) {
        await file.append(lines.join(''));
        count += lines.length;
        return;
      }
      const kept = most - Math.floor(most / SHARE);
      const known = count === 0 ? [] : (await newest(path, kept)).lines;
      const left = [...known, ...lines].slice(-kept);
      await writeWhole(path, left.join(''));
      await file.look();
      count = left.length;
    },
  };
}

/** The last lines of a file, each with its line feed, and how many there are in all. */
async function newest(path: string, most: number) {
  const lines: string[] = [];
  let count = 0;
  for await (const { text } of linesOf(path)) {
    if (text === null) continue;
    count += 1;
    lines.push(`${text}\n`);
    if (lines.length > 2 * most) lines.splice(0, lines.length - most);
  }
  return { count, lines: lines.slice(-most) };
}
