import type { ConfigDesk } from '../chat/command.ts';
import type { Config, Loaded } from '../config/config.ts';
import { difference } from '../config/difference.ts';
import { explain } from '../config/explain.ts';
import { shownConfig } from '../config/shown.ts';
import type { Reloaded } from '../model/config-change.ts';
import type { Live } from './live.ts';

export interface ReloadDeps {
  readonly live: Live;
  /** Reads and checks `.env` and `tocsin.yaml` anew. */
  read(): Promise<Loaded>;
  /** Takes over what is in force now, wherever it matters. */
  follow(): Promise<void>;
  /** Told of every reload, by whom and how it went. */
  said(by: string, outcome: Reloaded): void;
}

/** Shows the configuration, and takes over another: checked whole, all or nothing, one after the other. */
export function configDesk(deps: ReloadDeps): ConfigDesk {
  let last: Promise<unknown> = Promise.resolve();
  return {
    show: async () => shownConfig(deps.live.config()),
    reload({ confirm, by }) {
      const next = last.then(() => reload(deps, confirm));
      last = next.catch(() => {});
      return next.then((outcome) => {
        deps.said(by.name, outcome);
        return outcome;
      });
    },
  };
}

async function reload({ live, read, follow }: ReloadDeps, confirm: boolean): Promise<Reloaded> {
  const loaded = await read();
  if (loaded.kind === 'refused') {
    return { kind: 'refused', problems: loaded.problems.map(explain) };
  }
  const before = live.config();
  const { changes, removedTargets, restart } = difference(before, loaded.config);
  if (removedTargets.length > 0 && !confirm) return { kind: 'unconfirmed', changes };
  try {
    await live.put(withFixed(loaded.config, before));
  } catch (error) {
    return notTaken(error);
  }
  try {
    await follow();
  } catch (error) {
    await live.put(before);
    await follow();
    return notTaken(error);
  }
  return { kind: 'applied', changes, restart };
}

function notTaken(error: unknown): Reloaded {
  return { kind: 'refused', problems: [`it could not be taken over: ${String(error)}`] };
}

/** What only a restart can change stays as it was. */
function withFixed(next: Config, before: Config): Config {
  const { dataDir, databaseFile, samplesFile, logLevel, http, discord, telegram } = before;
  const secrets = [...new Set([...before.secrets, ...next.secrets])];
  return {
    ...next,
    dataDir,
    databaseFile,
    samplesFile,
    logLevel,
    http,
    discord,
    telegram,
    secrets,
  };
}
