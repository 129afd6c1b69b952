import { createReadStream } from 'node:fs';
import { HEADER, isHeader, readRow } from '../score/anomaly/csv.ts';
import { newSeries, nextScore } from '../score/anomaly/detector.ts';
import { toStandardOutput } from './file-out.ts';

/** Characters a line may hold. */
const LONGEST_LINE = 4_096;
const DIGITS = 6;

/** What is wrong with a file, with the number of its line. */
export class Unreadable extends Error {}

/**
 * Prints one score from 0 to 1 for each row of a CSV file, `-` for standard input, as soon as the row was read.
 *
 * @throws Unreadable for a line that is wrong; what the system throws for a file that cannot be read.
 */
export async function printAnomalies(file: string): Promise<void> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  await toStandardOutput(scored(input.setEncoding('utf8')));
}

/** The scores of the rows of each piece of text, a line for each row. */
async function* scored(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  const score = scorer();
  let rest = '';
  for await (const piece of pieces) {
    const lines = `${rest}${piece}`.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) lines.push(rest);
    for (const line of lines) yield score(line);
  }
  if (rest !== '') yield score(rest);
  score.end();
}

/** Takes the lines of a file one by one; gives what to print. */
function scorer() {
  const series = newSeries();
  let [line, begun] = [0, false];
  const refuse = (message: string) => new Unreadable(`line ${line}: ${message}`);
  const take = (text: string): string => {
    line += 1;
    if (text.length > LONGEST_LINE) throw refuse(`is longer than ${LONGEST_LINE} characters`);
    if (!begun) {
      if (!isHeader(text)) throw refuse(`must be the header ${HEADER}`);
      begun = true;
      return '';
    }
    if (text.trim() === '') return '';
    const row = readRow(text);
    if (row.kind === 'problem') throw refuse(row.message);
    const score = nextScore(series, row.at, row.value) ?? 0;
    return `${Number(score.toFixed(DIGITS))}\n`;
  };
  const end = () => {
    line += 1;
    if (!begun) throw refuse(`must be the header ${HEADER}`);
  };
  return Object.assign(take, { end });
}
