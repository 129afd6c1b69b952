/** A file of the mirror that belongs to one day, by its name. */
export interface DayFile {
  readonly kind: 'metrics' | 'summary';
  /** `YYYY-MM-DD` */
  readonly date: string;
}

export const HISTORY = 'health_history.jsonl';
export const SNAPSHOT = 'latest_snapshot.json';

/** Names that Windows keeps for devices: https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const DAY_FILE = /^(?:(metrics)_(\d{4}-\d{2}-\d{2})\.jsonl|(summary)_(\d{4}-\d{2}-\d{2})\.json)$/;

/** The folder of a target: its name, with what could lead elsewhere written as `%` and two digits. */
export function folderName(target: string): string {
  const safe = encodeURIComponent(target)
    .replace(/[!'()*~]/g, hex)
    .replace(/^\./, hex);
  return DEVICES.test(safe) ? `_${safe}` : safe.replace(/\.$/, hex);
}

function hex(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

export function metricsName(date: string): string {
  return `metrics_${date}.jsonl`;
}

export function summaryName(date: string): string {
  return `summary_${date}.json`;
}

/** Which day a file is of; null for any other file. */
export function dayFile(name: string): DayFile | null {
  const found = DAY_FILE.exec(name);
  if (!found) return null;
  const [, metrics, metricsDate, , summaryDate] = found;
  if (metrics !== undefined) return { kind: 'metrics', date: metricsDate ?? '' };
  return { kind: 'summary', date: summaryDate ?? '' };
}
