import { join } from 'node:path';
import type { CheckDocument } from './check.ts';
import type { DayTotals } from './day-totals.ts';
import { dayTotals } from './day-totals.ts';
import { lineFile, writeWhole } from './files.ts';
import { linesOf } from './lines.ts';
import { metricsName, summaryName } from './names.ts';

export interface DayOptions {
  readonly folder: string;
  readonly target: string;
  /** IANA zone whose calendar days the files follow. */
  readonly zone: string;
  /** A summary is written with every so many checks of a day. */
  readonly summaryEvery: number;
}

/** Lines and summary of one target and day. */
export interface DayFiles {
  readonly date: string;
  append(
    checks: readonly { readonly document: CheckDocument; readonly line: string }[],
  ): Promise<void>;
  /** Writes the summary when one is due, or when the day is over. */
  summarise(isOver: boolean): Promise<void>;
}

export function dayFiles(
  date: string,
  { folder, target, zone, summaryEvery }: DayOptions,
): DayFiles {
  const path = join(folder, metricsName(date));
  const file = lineFile(path);
  let totals = dayTotals({ date, zone, target });
  let summarised = 0;

  return {
    date,
    async append(checks) {
      const found = await file.look();
      if (found !== 'same') {
        totals = dayTotals({ date, zone, target });
        if (found === 'other') await addWritten(path, totals);
        summarised = totals.checks - (totals.checks % summaryEvery);
      }
      await file.append(checks.map(({ line }) => line).join(''));
      for (const { document } of checks) totals.add(document);
    },
    async summarise(isOver) {
      const isDue = isOver
        ? totals.checks > summarised
        : totals.checks - summarised >= summaryEvery;
      if (!isDue) return;
      const text = `${JSON.stringify(totals.summary(), null, 2)}\n`;
      await writeWhole(join(folder, summaryName(date)), text);
      summarised = isOver ? totals.checks : totals.checks - (totals.checks % summaryEvery);
    },
  };
}

/** Sums up what was written before the start; what is no line of the mirror is left out. */
async function addWritten(path: string, totals: DayTotals): Promise<void> {
  for await (const { text } of linesOf(path)) {
    try {
      if (text !== null) totals.add(JSON.parse(text) as CheckDocument);
    } catch {
      // Somebody else wrote it.
    }
  }
}
