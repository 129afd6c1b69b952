import { fileURLToPath } from 'node:url';

/** Path in a `file:` address: `file:data/x.db`, `file:/var/x.db` or `file:///var/x.db`; null when it names no file. */
export function databasePath(address: string): string | null {
  if (!address.startsWith('file:') || /[?#]/.test(address)) return null;
  const path = address.startsWith('file://')
    ? pathOfUrl(address)
    : address.slice('file:'.length).trim();
  return path === null || /(^|\/)\.{0,2}$/.test(path) ? null : path;
}

/** What to write instead of an address that names no file. */
export function databaseHint(address: string): string {
  const path = address.replace(/^file:\/*/i, '').replace(/[?#].*$/s, '');
  const isFile = path !== '' && !/[:%\s]/.test(path);
  const root = /^file:(\/|\/\/\/)[^/]/i.test(address) ? '/' : '';
  const near = `file:${root}${path}${path.endsWith('/') ? 'tocsin.db' : ''}`;
  if (isFile && databasePath(near) !== null) return `write ${near}`;
  return 'write file: and the path of the database, e.g. file:data/tocsin.db; other databases are not in this version yet';
}

function pathOfUrl(address: string): string | null {
  try {
    return fileURLToPath(address);
  } catch {
    return null;
  }
}
