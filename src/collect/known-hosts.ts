import { createHash, createHmac } from 'node:crypto';

/** One line of a known_hosts file: https://man.openbsd.org/sshd.8#SSH_KNOWN_HOSTS_FILE_FORMAT */
export interface KnownHost {
  readonly marker: '@revoked' | '@cert-authority' | null;
  /** Names as written: patterns separated by commas, or one hashed name. */
  readonly names: string;
  /** Base64 of the key as it is sent. */
  readonly key: string;
}

/** What is known about the keys of one host, each as base64. */
export interface HostKeys {
  readonly trusted: readonly string[];
  readonly revoked: readonly string[];
  /** Whether keys signed by an authority would be trusted, which is not supported. */
  readonly hasAuthority: boolean;
}

export type Verdict = 'trusted' | 'unknown' | 'changed' | 'revoked';

const LINE =
  /^(?:(@revoked|@cert-authority)\s+)?([^@#\s]\S*)\s+[a-z0-9@.-]+\s+([A-Za-z0-9+/]+={0,3})/;

/** Every line that holds a key; comments and lines that cannot be read are left out, as ssh does. */
export function parseKnownHosts(text: string): readonly KnownHost[] {
  return text.split('\n').flatMap((line) => {
    const match = LINE.exec(line.trim());
    const [, marker, names, key] = match ?? [];
    if (names === undefined || key === undefined) return [];
    return { marker: (marker as KnownHost['marker']) ?? null, names, key };
  });
}

/** A host's name in known_hosts: bare on port 22, else `[host]:port`. */
export function knownHostName(host: string, port: number): string {
  return port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
}

/** Whether a name fits a pattern with `*` and `?`. */
function fits(pattern: string, name: string): boolean {
  const source = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${source.replaceAll('?', '.')}$`).test(name);
}

function isFor(entry: KnownHost, name: string): boolean {
  const hashed = /^\|1\|([^|]+)\|([^|]+)$/.exec(entry.names);
  if (hashed !== null) {
    const [, salt = '', hash = ''] = hashed;
    return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
  }
  const patterns = entry.names.toLowerCase().split(',');
  const isExcluded = patterns.some((one) => one.startsWith('!') && fits(one.slice(1), name));
  return !isExcluded && patterns.some((one) => fits(one, name));
}

/**
 * The keys of one host. A host on its own port that has no line of its own is looked up by its bare name, as ssh does.
 */
export function hostKeys(known: readonly KnownHost[], host: string, port: number): HostKeys {
  const name = knownHostName(host, port);
  const own = known.filter((entry) => isFor(entry, name));
  const bare = known.filter((entry) => isFor(entry, host.toLowerCase()));
  const hasOwn = own.some((entry) => entry.marker === null);
  const keys = (entries: readonly KnownHost[], marker: KnownHost['marker']) =>
    entries.filter((entry) => entry.marker === marker).map((entry) => entry.key);
  return {
    trusted: keys(hasOwn ? own : bare, null),
    revoked: [...keys(own, '@revoked'), ...keys(bare, '@revoked')],
    hasAuthority: [...own, ...bare].some(({ marker }) => marker === '@cert-authority'),
  };
}

/** What to think of the key a server shows. */
export function judge(keys: HostKeys, shown: Buffer): Verdict {
  const key = shown.toString('base64');
  if (keys.revoked.includes(key)) return 'revoked';
  if (keys.trusted.length === 0) return 'unknown';
  return keys.trusted.includes(key) ? 'trusted' : 'changed';
}

/** The type of a key, e.g. `ssh-ed25519`; empty when it is none. */
export function keyType(key: Buffer): string {
  if (key.length < 4) return '';
  const length = key.readUInt32BE(0);
  return length > 64 ? '' : key.toString('latin1', 4, 4 + length);
}

/** `SHA256:...` as `ssh-keygen -lf` prints it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The line that makes a key known, without its line end. */
export function knownHostLine(host: string, port: number, key: Buffer): string {
  return `${knownHostName(host, port)} ${keyType(key)} ${key.toString('base64')}`;
}
