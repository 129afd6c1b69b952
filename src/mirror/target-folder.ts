import { join } from 'node:path';
import { dateIn } from '../report/day.ts';
import type { CheckDocument } from './check.ts';
import { historyDocument } from './check.ts';
import type { DayFiles } from './day-files.ts';
import { dayFiles } from './day-files.ts';
import { namesIn, writeWhole, writtenAt } from './files.ts';
import { historyFile } from './history-file.ts';
import { dayFile, folderName, metricsName, SNAPSHOT, summaryName } from './names.ts';

export interface FolderOptions {
  /** Folder of all targets. */
  readonly folder: string;
  /** IANA zone whose calendar days the files follow. */
  readonly zone: string;
  /** A summary is written with every so many checks of a day. */
  readonly summaryEvery: number;
  /** Most lines of `health_history.jsonl`. */
  readonly historyMost: number;
}

/** A check on its way to the files. */
export interface Waiting {
  readonly document: CheckDocument;
  /** It stands in the lines of its day already. */
  isLogged: boolean;
}

/** The files of one target. */
export interface TargetFolder {
  /**
   * Writes checks, oldest first. What was done when it throws is not done again with the same ones.
   *
   * @throws what the file system throws.
   */
  write(checks: readonly Waiting[]): Promise<void>;
}

export function targetFolder(target: string, options: FolderOptions): TargetFolder {
  const folder = join(options.folder, folderName(target));
  const history = historyFile(folder, options.historyMost);
  let day: DayFiles | null = null;

  async function dayOf(date: string): Promise<DayFiles> {
    if (day?.date === date) return day;
    if (day) await day.summarise(true);
    else await finishBefore(date);
    day = dayFiles(date, { ...options, folder, target });
    return day;
  }

  /** The last day of an earlier process may have ended while none ran. */
  async function finishBefore(date: string): Promise<void> {
    const last = await unfinishedBefore(folder, date);
    if (last === null) return;
    const files = dayFiles(last, { ...options, folder, target });
    await files.append([]);
    await files.summarise(true);
  }

  async function log(checks: readonly Waiting[]): Promise<void> {
    for (const [date, ofDay] of Map.groupBy(checks, dateOf)) {
      const files = await dayOf(date);
      const fresh = ofDay.filter(({ isLogged }) => !isLogged);
      if (fresh.length > 0) await files.append(fresh.map(({ document }) => lineOf(document)));
      for (const one of fresh) one.isLogged = true;
      await files.summarise(false);
    }
  }

  function dateOf({ document }: Waiting): string {
    return dateIn(options.zone, Date.parse(document.timestamp));
  }

  return {
    async write(checks) {
      await log(checks);
      const newest = checks.at(-1);
      if (!newest) return;
      await writeWhole(join(folder, SNAPSHOT), `${JSON.stringify(newest.document, null, 2)}\n`);
      const scored = checks.map(({ document }) => historyDocument(document));
      await history.append(
        scored.filter((one) => one !== null).map((one) => `${JSON.stringify(one)}\n`),
      );
    },
  };
}

/** The last day with lines before `date`; null when its summary was written after them. */
async function unfinishedBefore(folder: string, date: string): Promise<string | null> {
  const dates = (await namesIn(folder)).flatMap((name) => {
    const found = dayFile(name);
    return found?.kind === 'metrics' && found.date < date ? [found.date] : [];
  });
  const last = dates.sort().at(-1);
  if (last === undefined) return null;
  const [lines, summary] = await Promise.all([
    writtenAt(join(folder, metricsName(last))),
    writtenAt(join(folder, summaryName(last))),
  ]);
  return summary >= lines ? null : last;
}

function lineOf(document: CheckDocument) {
  return { document, line: `${JSON.stringify(document)}\n` };
}
