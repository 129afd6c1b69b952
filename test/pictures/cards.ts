// Makes pictures of everything that Tocsin says, to look at; none of them is part of the documents.
// node test/pictures/cards.ts <folder> [name …]
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ANSWERS } from './answers.ts';
import type { Shot } from './browser.ts';
import { takePictures } from './browser.ts';
import { CHECK_ANSWERS } from './check-answers.ts';
import type { Told } from './examples.ts';
import { ALERTS } from './examples.ts';
import { onDiscord, onTelegram, onTerminal } from './told-pages.ts';
import { VIEW_ANSWERS } from './view-answers.ts';

const SIZES = {
  wide: { width: 600, columns: 80, terminal: 720 },
  phone: { width: 390, columns: 42, terminal: 390 },
} as const;
type Size = keyof typeof SIZES;

const [given, ...wanted] = process.argv.slice(2);
if (given === undefined) throw new Error('say which folder: node test/pictures/cards.ts <folder>');
const folder = resolve(given);
const all = Object.entries({ ...ALERTS, ...ANSWERS, ...CHECK_ANSWERS, ...VIEW_ANSWERS }).filter(
  ([name]) => wanted.length === 0 || wanted.includes(name),
);

for (const size of Object.keys(SIZES) as Size[]) {
  const into = join(folder, size);
  mkdirSync(into, { recursive: true });
  const shots = await Promise.all(all.map(([name, told]) => shotsOf(told, size, join(into, name))));
  await takePictures(shots.flat(), size === 'phone' ? 1.5 : 1.25);
}
process.exit();

async function shotsOf(told: readonly Told[], size: Size, path: string): Promise<Shot[]> {
  const { width, columns, terminal } = SIZES[size];
  return [
    { html: await onDiscord(told, size === 'phone'), width, file: `${path}-discord.png` },
    { html: onTelegram(told), width, file: `${path}-telegram.png` },
    { html: onTerminal(told, columns), width: terminal, file: `${path}-terminal.png` },
  ];
}
