import { asName } from '../model/free-name.ts';

/** What `/watch` makes of an address. */
export type Watched =
  | {
      readonly kind: 'check';
      /** Keys of its entry beside the name. */
      readonly words: Readonly<Record<string, string>>;
      /** What it may be called. */
      readonly name: string;
    }
  | { readonly kind: 'refused'; readonly why: string };

const EXAMPLES = 'write e.g. https://shop.example.com/health or db.example.com:5432';

/** Picks the kind of check for an address: http for what a browser would open, tcp for a port, tls for tls://. */
export function readWatched(text: string): Watched {
  const address = text.trim().replace(/^<(.*)>$/, '$1');
  const [, scheme = ''] = /^([a-z][a-z\d+.-]*):\/\//i.exec(address) ?? [];
  const port = /^(\[[\da-f:.]+\]|[\w.-]+):(\d{1,5})$/i.exec(address);
  if (port !== null) return portOf('tcp', port[1] ?? '', port[2] ?? '');
  switch (scheme.toLowerCase()) {
    case 'http':
    case 'https':
      return pageOf(address);
    case 'tcp':
      return doorOf('tcp', address);
    case 'tls':
      return doorOf('tls', address);
    case '':
      // As a browser reads it.
      return /^[\w-]+(\.[\w-]+)+(:\d+)?([/?].*)?$/.test(address)
        ? pageOf(`https://${address}`)
        : refused(`that is no address: ${EXAMPLES}`);
    default:
      return refused(
        `there is no check in one line for ${scheme}:// — make one with /check add <name> kind=...`,
      );
  }
}

function doorOf(kind: 'tcp' | 'tls', address: string): Watched {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || url.hostname === '') return refused(`that is no address: ${EXAMPLES}`);
  if (kind === 'tcp' && url.port === '') return refused(`the port is missing: ${EXAMPLES}`);
  return portOf(kind, url.hostname, url.port);
}

function refused(why: string): Watched {
  return { kind: 'refused', why };
}

function pageOf(url: string): Watched {
  if (!URL.canParse(url)) return refused(`that is no address: ${EXAMPLES}`);
  const { hostname } = new URL(url);
  return { kind: 'check', words: { kind: 'http', url }, name: nameFor(hostname) };
}

function portOf(kind: 'tcp' | 'tls', host: string, port: string): Watched {
  const words = { kind, host: host.replace(/^\[(.*)\]$/, '$1'), ...(port !== '' && { port }) };
  return { kind: 'check', words, name: nameFor(port === '' ? host : `${host}-${port}`) };
}

function nameFor(host: string): string {
  return asName(
    host
      .replace(/^www\./, '')
      .replace(/:+/g, '-')
      .replace(/\]/g, ''),
    'watched',
  );
}

/** Tells an expectation from the keys behind it: `"status == 200" every=30s`, with or without quotes. */
export function splitExpect(text: string): { readonly expect: string; readonly more: string } {
  const [all, quoted = null] = /^["“']([^"”']*)["”'](?:\s+|$)/.exec(text) ?? [];
  if (all !== undefined && quoted !== null) return { expect: quoted, more: text.slice(all.length) };
  const at = text.search(/(?<!\S)[a-z_]+=(?!=)/);
  if (at === -1) return { expect: text, more: '' };
  return { expect: text.slice(0, at).trim(), more: text.slice(at) };
}

/** Conditions that are often wanted. */
const CONDITIONS = [
  'status == 200',
  'latency_ms < 500',
  'body.ok == true',
  'tls.days_left > 14',
] as const;

/** Suggests conditions behind those that stand there already. */
export async function completeExpect(
  typed: string,
): Promise<readonly { value: string; label: string }[]> {
  const [, before = '', last = ''] = /^(.*;\s*)?(.*)$/s.exec(typed) ?? [];
  return CONDITIONS.filter((one) => one.startsWith(last.trim()) && !before.includes(one))
    .map((one) => `${before}${one}`)
    .filter((value) => value.length <= 100)
    .map((value) => ({ value, label: value }));
}
