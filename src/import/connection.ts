import type { Value } from './found.ts';
import { Secret } from './found.ts';

/** Keys of a check for the address of a database, such as `mysql://user:password@host:3306/shop`; null: it is none. */
export function fromConnection(text: string): Readonly<Record<string, Value>> | null {
  if (!URL.canParse(text)) return null;
  const { hostname, port, username, password, pathname } = new URL(text);
  if (hostname === '') return null;
  const database = decoded(pathname.slice(1));
  return {
    host: decoded(hostname).replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? undefined : Number(port),
    user: username === '' ? undefined : decoded(username),
    password: password === '' ? undefined : new Secret(decoded(password)),
    database: database === '' ? undefined : database,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
