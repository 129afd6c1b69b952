import type { CheckContext } from './kind.ts';
import { CheckFailure } from './kind.ts';

export const RECORD_TYPES = [
  ...(['A', 'AAAA', 'CNAME', 'MX', 'NS'] as const),
  ...(['PTR', 'SOA', 'SRV', 'TXT', 'CAA'] as const),
] as const;

export interface DnsQuestion {
  readonly query: string;
  readonly type: (typeof RECORD_TYPES)[number];
  /** IP address, with or without a port; the system's name servers when not given. */
  readonly server: string | undefined;
}

export interface DnsAnswer {
  /** `NOERROR`, or what a name server says instead. */
  readonly rcode: string;
  /** As in a zone file, such as `10 mail.example.com` of a mail server. */
  readonly answers: readonly string[];
  /** Seconds; null where it is not told. */
  readonly ttl: number | null;
}

/** What c-ares calls the answers: https://nodejs.org/api/dns.html#error-codes */
const RCODES: Readonly<Record<string, string>> = {
  ENOTFOUND: 'NXDOMAIN',
  ENODATA: 'NODATA',
  ESERVFAIL: 'SERVFAIL',
  EREFUSED: 'REFUSED',
};

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses connections: no name server listens there',
  EBADRESP: 'gives an answer that cannot be read',
  EFORMERR: 'does not understand the question (FORMERR)',
  ENOTIMP: 'does not answer such questions (NOTIMP)',
  EBADNAME: 'was asked for what is no name: look at `query`',
};

/**
 * Asks a name server once.
 *
 * @throws CheckFailure when it gives no answer that can be read.
 */
export async function askDns(
  { query, type, server }: DnsQuestion,
  { signal, timeout }: Pick<CheckContext, 'signal' | 'timeout'>,
): Promise<DnsAnswer> {
  const { Resolver } = await import('node:dns/promises');
  // A little longer than the run, whose own end says more.
  const resolver = new Resolver({ timeout: timeout + 1_000, tries: 1 });
  if (server !== undefined) resolver.setServers([server]);
  const stop = () => resolver.cancel();
  signal.addEventListener('abort', stop, { once: true });
  try {
    signal.throwIfAborted();
    return { rcode: 'NOERROR', ...(await recordsOf(resolver, query, type)) };
  } catch (cause) {
    signal.throwIfAborted();
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    const rcode = RCODES[code];
    if (rcode !== undefined) return { rcode, answers: [], ttl: null };
    const reason = REASONS[code];
    if (reason === undefined) throw cause;
    throw new CheckFailure(`${server ?? 'the name server'} ${reason}`, { cause });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

type Resolver = import('node:dns/promises').Resolver;

async function recordsOf(
  resolver: Resolver,
  query: string,
  type: DnsQuestion['type'],
): Promise<Pick<DnsAnswer, 'answers' | 'ttl'>> {
  if (type === 'A' || type === 'AAAA') {
    const records = await (type === 'A'
      ? resolver.resolve4(query, { ttl: true })
      : resolver.resolve6(query, { ttl: true }));
    const ttls = records.map(({ ttl }) => ttl);
    return {
      answers: records.map(({ address }) => address),
      ttl: ttls.length === 0 ? null : Math.min(...ttls),
    };
  }
  const found: unknown = await resolver.resolve(query, type);
  return { answers: (Array.isArray(found) ? found : [found]).map(textOf), ttl: null };
}

/** Fields of a record in the order of a zone file. */
const ORDER = [
  ...['priority', 'weight', 'port', 'exchange', 'name'],
  ...['nsname', 'hostmaster', 'serial', 'refresh', 'retry', 'expire', 'minttl'],
  ...['critical', 'issue', 'issuewild', 'iodef', 'contactemail', 'contactphone'],
];

/** Parts of certification authorities' records, whose value follows their name. */
const TAGS = ORDER.slice(ORDER.indexOf('issue'));

function textOf(record: unknown): string {
  if (typeof record === 'string') return record;
  // A long text comes in pieces.
  if (Array.isArray(record)) return record.join('');
  const fields = record as Readonly<Record<string, unknown>>;
  return ORDER.filter((key) => fields[key] !== undefined)
    .map((key) => (TAGS.includes(key) ? `${key} ${fields[key]}` : String(fields[key])))
    .join(' ');
}
