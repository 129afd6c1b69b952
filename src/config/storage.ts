import type { MetricSaid } from '../model/metric-said.ts';
import { saidOf } from '../model/metric-said.ts';
import type { Config, StorageSettings } from './config.ts';
import type { Entry, FileRead } from './entries.ts';
import { StorageEntry } from './metric-schema.ts';
import { probeUnits } from './probes.ts';

/** What holds when `storage` says nothing. */
export const DEFAULT_STORAGE: StorageSettings = toSettings(StorageEntry.parse({}));

/** What is said of metrics, how long and how much is kept; `retention` is that of the environment. */
export function storage(
  { entries }: FileRead,
  retention: number,
): Pick<Config, 'metrics' | 'storage' | 'retention'> {
  const [given] = entries.storage;
  return {
    metrics: [
      ...entries.metrics.map((entry) => ({
        said: toSaid(entry),
        retention: entry.value.retention ?? null,
      })),
      ...probeUnits({ entries }).map(({ said }) => ({ said, retention: null })),
    ],
    storage: given === undefined ? DEFAULT_STORAGE : toSettings(given.value),
    retention: given?.value.retention ?? retention,
  };
}

export function toSaid({ value }: Entry<'metrics'>): MetricSaid {
  const { retention: _, ...words } = value;
  const given = Object.entries(words).filter(([, one]) => one !== undefined);
  return saidOf({ ...Object.fromEntries(given), name: words.name });
}

function toSettings(value: ReturnType<typeof StorageEntry.parse>): StorageSettings {
  return {
    hours: value.hours,
    limit: value.limit ?? null,
    writtenPerDay: value.written_per_day,
    seriesPerTarget: value.series_per_target,
    seriesTotal: value.series_total,
    logs: value.logs,
    logBytes: value.logs_size,
  };
}
