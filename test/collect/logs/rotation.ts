import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readdirSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { randomNumbers } from '../mutations.ts';

export type Rotation = 'rename' | 'copytruncate' | 'rename and gzip' | 'copytruncate and gzip';
export const ROTATIONS: readonly Rotation[] = [
  ...(['rename', 'copytruncate', 'rename and gzip', 'copytruncate and gzip'] as const),
];

/** A program that writes numbered lines into `app.log` of a folder, and rotates it as logrotate does. */
export function numberedWriter(folder: string, seed: number) {
  const file = join(folder, 'app.log');
  const random = randomNumbers(seed);
  let written = 0;
  let half = '';
  writeFileSync(file, '');

  function shift(): void {
    const names = readdirSync(folder)
      .map((name) => /^app\.log\.(\d+)(\.gz)?$/.exec(name))
      .filter((found) => found !== null)
      .sort((one, other) => Number(other[1]) - Number(one[1]));
    for (const [name, number, packed = ''] of names) {
      renameSync(join(folder, name), join(folder, `app.log.${Number(number) + 1}${packed}`));
    }
  }

  return {
    file,
    get written() {
      return written;
    },
    /** Some lines; the last one often only by half. */
    write(lines: number): void {
      let text = half;
      half = '';
      for (let line = 0; line < lines; line += 1) {
        written += 1;
        text += `2026-11-26 12:00:00,000 - app - INFO - line ${written} ${'é'.repeat(Math.floor(random() * 40))}\n`;
      }
      const bytes = Buffer.from(text);
      const cut = random() < 0.5 ? 1 + Math.floor(random() * 20) : 0;
      appendFileSync(file, bytes.subarray(0, bytes.length - cut));
      if (cut > 0) this.rest = bytes.subarray(bytes.length - cut);
    },
    rest: null as Buffer | null,
    /** The end of a half line. */
    end(): void {
      if (this.rest !== null) appendFileSync(file, this.rest);
      this.rest = null;
    },
    rotate(how: Rotation): void {
      this.end();
      shift();
      const first = join(folder, 'app.log.1');
      if (how.startsWith('rename')) {
        renameSync(file, first);
        writeFileSync(file, '');
      } else {
        copyFileSync(file, first);
        truncateSync(file);
      }
      if (how.endsWith('gzip') && existsSync(first)) execFileSync('gzip', [first]);
    },
  };
}

/** Numbers of the lines in texts of entries, in order. */
export function numbersIn(texts: readonly string[]): number[] {
  return texts.flatMap((text) =>
    [...text.matchAll(/- line (\d+) ?é*$/gm)].map(([, number]) => Number(number)),
  );
}
