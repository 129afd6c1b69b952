import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { toAlertmanager } from './alertmanagers.ts';
import { channelSecrets, optionsOf, secretsOfKind } from './channels.ts';
import { checkSecrets } from './checks.ts';
import type { Config, ConfigProblem } from './config.ts';
import type { FileRead } from './entries.ts';
import type { Environment } from './environment.ts';
import { SECRET_VARIABLES } from './environment.ts';
import { loginSecrets, toExport } from './exports.ts';
import { probesOf } from './probes.ts';

/** Shorter values would blot out ordinary words wherever secrets are removed. */
const LEAST_SECRET = 6;

/** A path that is longer holds a key, e.g. https://healthchecks.io/docs/http_api/ */
const LONGEST_OPEN_PATH = 16;

/** Values that must never be printed: tokens, passwords, and what `${NAME}` brought in. */
export function secretsOf(
  environment: Environment,
  read: FileRead,
  { channels, exports }: Pick<Config, 'channels' | 'exports'>,
): string[] {
  const values = [
    environment.DISCORD_TOKEN,
    environment.TELEGRAM_BOT_TOKEN,
    environment.ANALYTICS_API_KEY,
    ...addressSecrets(environment.HEARTBEAT_URL),
    ...channels.flatMap(channelSecrets),
    ...exports.flatMap(({ place }) => [...loginSecrets(place), ...addressSecrets(place.url)]),
    ...passwordsOf(read),
    ...read.source.secrets,
  ];
  const long = values.filter((value) => value !== undefined && value.length >= LEAST_SECRET);
  return [...new Set(long as string[])];
}

/** The whole address, and what stands behind the host, since errors may name that alone. */
function addressSecrets(address: string | undefined): string[] {
  if (address === undefined) return [];
  const { href, pathname, search } = new URL(address);
  const path = `${pathname}${search}`;
  if (path.length <= LONGEST_OPEN_PATH) return [];
  const alone = pathname.length > LONGEST_OPEN_PATH ? [pathname.slice(1)] : [];
  return [address, href, path.slice(1), ...alone];
}

function passwordsOf({ entries }: FileRead): string[] {
  const ssh = entries.targets.flatMap(({ value }) =>
    value.kind === 'ssh' ? [value.password, value.passphrase].flatMap((one) => one ?? []) : [],
  );
  const headers = entries.targets.flatMap(({ value }) =>
    probesOf(value).flatMap(({ http }) => Object.values(http?.headers ?? {})),
  );
  return [
    ...ssh,
    ...headers,
    ...checkSecrets({ entries }),
    ...entries.channels.flatMap(({ value }) => secretsOfKind(value.kind, optionsOf(value))),
    ...entries.exports.flatMap((entry) => loginSecrets(toExport(entry).place)),
    ...entries.alertmanagers.flatMap((entry) => loginSecrets(toAlertmanager(entry))),
  ];
}

/** Files with secrets that other users of this machine can read. */
export async function openFiles(
  cwd: string,
  given: {
    readonly dotenv: Readonly<Record<string, string | undefined>>;
    /** The configuration file. */
    readonly file: string;
    readonly read: FileRead;
  },
): Promise<ConfigProblem[]> {
  const hasSecret = SECRET_VARIABLES.some((name) => given.dotenv[name]);
  const fromDotenv = new Set(Object.values(given.dotenv));
  const hasPassword = passwordsOf(given.read).some((password) => !fromDotenv.has(password));
  const files = [...(hasSecret ? ['.env'] : []), ...(hasPassword ? [given.file] : [])];
  const notices = files.map(async (file) => {
    // A text that is only tried may have no file yet.
    const { mode } = await stat(resolve(cwd, file)).catch(() => ({ mode: 0 }));
    const isOpen = process.platform !== 'win32' && (mode & 0o077) !== 0;
    const message = `other users of this machine can read it — run: chmod 600 ${file}`;
    return isOpen ? [{ file, line: null, message }] : [];
  });
  return (await Promise.all(notices)).flat();
}
