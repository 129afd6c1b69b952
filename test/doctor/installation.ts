import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { examineOnce } from '../../src/app/doctor-once.ts';
import { loadSettings } from '../../src/app/settings.ts';
import type { Config } from '../../src/config/config.ts';
import type { Finding } from '../../src/model/finding.ts';
import { systemClock } from '../../src/model/time.ts';
import { openSamples } from '../../src/store/samples/store.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { freshFolder } from '../store/fresh-folder.ts';

export interface Written {
  readonly env?: Readonly<Record<string, string>>;
  readonly yaml?: string;
  /** Rights of `.env`. */
  readonly mode?: number;
}

/** A folder as its user would have it, in which nothing runs; databases are made when they are asked for. */
export function installation({ env = {}, yaml = '', mode = 0o600 }: Written = {}) {
  const folder = freshFolder();
  const variables = { ANALYTICS_ENABLED: 'false', ...env };
  const lines = Object.entries(variables).map(([key, value]) => `${key}=${value}`);
  writeFileSync(join(folder, '.env'), lines.join('\n'), { mode });
  if (yaml !== '') writeFileSync(join(folder, 'tocsin.yaml'), yaml, { mode: 0o600 });
  const config = async (): Promise<Config> => {
    const loaded = await loadSettings(folder);
    if (loaded.kind === 'refused') throw new Error(JSON.stringify(loaded.problems));
    return loaded.config;
  };
  return {
    folder,
    config,
    /** As after a first start. */
    async started(): Promise<Config> {
      const made = await config();
      const { now } = systemClock;
      await (await openStore(made.databaseFile, { now }))[Symbol.asyncDispose]();
      await (await openSamples(made.samplesFile, { now }))[Symbol.asyncDispose]();
      return made;
    },
    /** What the doctor finds, what is well aside. */
    async faults(): Promise<readonly Finding[]> {
      const examined = await examineOnce(folder, AbortSignal.timeout(25_000));
      return examined
        .flatMap(({ findings }) => findings)
        .filter(({ state }) => state === 'bad' || state === 'warning');
    },
    examine: () => examineOnce(folder, AbortSignal.timeout(25_000)),
  };
}
