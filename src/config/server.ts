import { MINUTE } from '../model/time.ts';
import type { TargetConfig } from './config.ts';
import type { Environment } from './environment.ts';
import { SERVER_ADDRESS } from './environment.ts';
import { type SshMachine, sshAddress } from './ssh-address.ts';

/** Name of the target that `SERVER` makes. */
export const SERVER = 'server';
/** Milliseconds between two rounds of it, unless CHECK_INTERVAL_SECONDS says another. */
const INTERVAL = 5 * MINUTE;

/** What presets say of hosts. */
export interface HostDefaults {
  /** Milliseconds between two rounds, by the name of a preset. */
  readonly intervals: Readonly<Record<string, number>>;
  /** Preset of the target that `SERVER` makes. */
  readonly server: string;
}

/** The host that the variables alone make; none without `SERVER`. */
export function serverTarget(
  environment: Pick<Environment, 'SERVER' | 'SERVER_PATH' | 'CHECK_INTERVAL_SECONDS'>,
  { machine, preset }: { readonly machine: SshMachine; readonly preset: string },
): readonly TargetConfig[] {
  const [whole, user, v6, name, port] = SERVER_ADDRESS.exec(environment.SERVER ?? '') ?? [];
  if (whole === undefined) return [];
  const ssh = sshAddress(
    {
      ...{ kind: 'ssh', name: SERVER, preset, labels: {}, host: v6 ?? name ?? '' },
      ...(user !== undefined && { user }),
      ...(port !== undefined && { port: Number(port) }),
    },
    machine,
  );
  const path = environment.SERVER_PATH;
  return [
    {
      ...{ name: SERVER, kind: 'ssh', preset, labels: {}, ssh, parent: null },
      interval: environment.CHECK_INTERVAL_SECONDS ?? INTERVAL,
      ...(path !== undefined && { declared: { path, probes: [] } }),
    },
  ];
}
