import type { z } from 'zod';
import type { ContainerWatch } from '../model/container.ts';
import type { TargetConfig } from './config.ts';
import type { ContainersEntry } from './container-schema.ts';
import { engineAddress } from './engine-address.ts';
import type { Entry } from './entries.ts';
import { pathOf, type SshMachine } from './ssh-address.ts';

/** Which containers of a target matter, and where its engine is. */
export function containersOf(
  value: Entry<'targets'>['value'],
  machine: Pick<SshMachine, 'home' | 'cwd'>,
): Pick<TargetConfig, 'containers' | 'docker'> {
  if (value.kind === 'push') return {};
  const watch = containerWatch(value.containers);
  const watched = watch === undefined ? {} : { containers: watch };
  if (value.kind !== 'docker') return watched;
  const path = (text: string) => pathOf(text, machine);
  const { ca, cert, key } = value;
  const tls =
    ca === undefined || cert === undefined || key === undefined
      ? null
      : { ca: path(ca), cert: path(cert), key: path(key) };
  const docker = engineAddress(value.engine, tls);
  return { ...watched, ...(docker !== null && { docker }) };
}

/** null: none; undefined where nothing was written. */
function containerWatch(
  written: false | Partial<z.infer<typeof ContainersEntry>> | undefined,
): ContainerWatch | null | undefined {
  if (written === undefined) return undefined;
  if (written === false) return null;
  const { include = [], exclude = [], expected = [], engine: address = null } = written;
  return { include, exclude, expected, engine: address };
}
