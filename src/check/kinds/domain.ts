import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { line } from '../../config/fields.ts';
import { DAY, HOUR, type Instant } from '../../model/time.ts';
import type { Network } from '../address-policy.ts';
import { ask } from '../http/ask.ts';
import { httpKeys } from '../http/keys.ts';
import { type CheckContext, CheckFailure, checkKind } from '../kind.ts';
import { domainFacts, type Registries, registriesIn, registryOf } from '../rdap.ts';

const DOMAIN_HINT = 'write the domain that was registered, such as example.com';
const RDAP_HINT = 'write the address of an RDAP server, such as https://rdap.example.com/';

/** https://data.iana.org/rdap/ */
const BOOTSTRAP = 'https://data.iana.org/rdap/dns.json';

/** A domain and when its registration ends. */
export const domain = checkKind({
  kind: 'domain',
  summary: 'the registration of a domain does not end soon',
  keys: {
    domain: line(DOMAIN_HINT, 253)
      .regex(/^[^\s/?#@:%\\[\]]+$/, DOMAIN_HINT)
      .transform((text) => domainToASCII(text))
      .refine((text) => /^([a-z\d-]{1,63}\.)+[a-z][a-z\d-]{1,62}$/.test(text), DOMAIN_HINT),
    rdap: line(RDAP_HINT, 2_048).refine(isServer, RDAP_HINT).optional(),
  },
  facts: {
    days_left: 'whole days until the registration ends, less than 0 afterwards',
    status:
      'what the registry says of the domain, sorted, such as `active, client transfer prohibited`',
    latency_ms: 'milliseconds of the whole run',
  },
  // It changes once a year, and registries lock out who asks too often.
  interval: 6 * HOUR,
  expect: () => ['days_left > 14'],
  subject: ({ domain: name }) => name,
  async run({ domain: name, rdap }, context) {
    const base = rdap ?? (await registryFor(name, context));
    const url = new URL(`domain/${name}`, base.endsWith('/') ? base : `${base}/`);
    const network = rdap === undefined ? 'public' : 'private';
    const { status, text } = await read(url.href, network, context);
    if (status === 404) {
      const what = 'it ended, or is not the name that was registered';
      throw new CheckFailure(`${url.host} knows no domain ${name}: ${what}`);
    }
    if (status === 429) {
      const message = `${url.host} was asked too often: write a longer \`interval\``;
      throw new CheckFailure(message, { status: 'unknown' });
    }
    const facts = status === 200 ? domainFacts(text, context.clock.now()) : null;
    if (facts === null) {
      throw new CheckFailure(`${url.host} answers ${status}, but not as RDAP does`, {
        status: 'error',
      });
    }
    if (facts['days_left'] === null && context.wanted.includes('days_left')) {
      const message = `${url.host} does not tell when ${name} ends: expect something of \`status\``;
      throw new CheckFailure(message, { status: 'unknown' });
    }
    return { facts };
  },
});

/** In the open only on this machine. */
function isServer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash } = new URL(text);
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return (protocol === 'https:' || (protocol === 'http:' && isHere)) && search + hash === '';
}

/** Of all checks, for a day. */
let known: { readonly until: Instant; readonly registries: Registries } | null = null;

async function registryFor(name: string, context: CheckContext): Promise<string> {
  const now = context.clock.now();
  if (known === null || known.until <= now) {
    const registries = registriesIn(await listed(context));
    if (registries === null) throw unlisted('it is none');
    known = { until: now + DAY, registries };
  }
  const found = registryOf(name, known.registries);
  if (found !== null) return found;
  const message = `IANA knows no RDAP server for ${name}: write one as \`rdap\``;
  throw new CheckFailure(message, { status: 'error' });
}

async function listed(context: CheckContext): Promise<string> {
  try {
    return (await read(BOOTSTRAP, 'public', context)).text;
  } catch (error) {
    throw error instanceof CheckFailure ? unlisted(error.message) : error;
  }
}

function unlisted(why: string): CheckFailure {
  const message = `IANA's list of registries cannot be read (${why}): write \`rdap\``;
  return new CheckFailure(message, { status: 'error' });
}

async function read(url: string, network: Network, context: CheckContext) {
  const headers = { accept: 'application/rdap+json, application/json' };
  const entry = z.object(httpKeys).parse({ url, headers, network, fresh: true });
  const { answer, body } = await ask({ ...entry, network }, context);
  return { status: answer.status, text: body.toString('utf8') };
}
