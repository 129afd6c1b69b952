import type { Client, Dispatcher } from 'undici';
import { line } from '../../config/fields.ts';
import { network, refusedHost } from '../address-policy.ts';
import { undici } from '../http/undici.ts';
import { CheckFailure, checkKind } from '../kind.ts';
import { guardedLookup } from '../lookup.ts';
import { reached } from '../reach.ts';
import { quoted } from '../refusal.ts';
import { tlsKeys, tlsOptions } from '../tls.ts';

const URL_HINT = 'write an address such as http://192.0.2.10:8086';
/** Bytes of an answer. */
const MOST_ANSWER = 65_536;

/** An InfluxDB server of any major version. */
export const influxdb = checkKind({
  kind: 'influxdb',
  summary: 'an InfluxDB server answers and calls itself healthy',
  keys: {
    url: line(URL_HINT).refine(
      (text) => /^https?:\/\/[^@?#]+$/i.test(text) && URL.canParse(text),
      URL_HINT,
    ),
    token: line('write a token').optional(),
    network,
    ca: tlsKeys.ca,
  },
  facts: {
    version: "the server's version",
    health: 'pass; null where it says nothing of itself, as before 1.8',
    latency_ms: 'milliseconds of the whole run',
  },
  expect: () => [],
  secrets: ({ token }) => (token === undefined ? [] : [token]),
  subject: ({ url }) => url,
  async run(entry, { signal, waitFor }) {
    const { url, token, ca } = entry;
    const { Client: Undici } = await undici();
    const { origin, pathname, host, hostname } = new URL(url);
    const tls = await tlsOptions({ tls: ca !== undefined, ca }, hostname, signal);
    const refused = refusedHost(hostname, entry.network);
    if (refused !== null) throw new CheckFailure(refused);
    const client = new Undici(origin, {
      maxResponseSize: MOST_ANSWER,
      connect: {
        lookup: guardedLookup(entry.network),
        ...(tls?.ca !== undefined && { ca: tls.ca }),
      },
    });
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const request = { method: 'GET', headers, signal } as const;
    const folder = pathname.replace(/\/$/, '');
    waitFor('the answer to /ping');
    try {
      const ping = await answerOf(client, { ...request, path: `${folder}/ping` });
      const version = versionOf(ping, host);
      waitFor('the answer to /health');
      const health = await answerOf(client, { ...request, path: `${folder}/health` });
      return { facts: { version, health: healthOf(health, host) } };
    } catch (error) {
      signal.throwIfAborted();
      throw reached(error, host);
    } finally {
      await client.destroy();
    }
  },
});

interface Answer {
  readonly status: number;
  readonly version: string | null;
  /** Fields, where it is JSON. */
  readonly fields: Readonly<Record<string, unknown>>;
}

async function answerOf(client: Client, request: Dispatcher.RequestOptions): Promise<Answer> {
  const { statusCode: status, headers, body } = await client.request(request);
  const text = await body.text();
  const version = headers['x-influxdb-version'];
  return { status, version: typeof version === 'string' ? version : null, fields: fieldsOf(text) };
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

function versionOf({ status, version, fields }: Answer, host: string): string {
  if (status === 401 || status === 403) {
    throw new CheckFailure(`${host} lets nobody in without a token that it knows: mend \`token\``);
  }
  if (status >= 300) throw new CheckFailure(`${host} answers /ping with status ${status}`);
  const found = version ?? fields['version'];
  if (typeof found === 'string') return found;
  throw new CheckFailure(`${host} answers, but not as InfluxDB does: mend \`url\``);
}

/** Before version 1.8 there is no such page. */
function healthOf({ status, fields }: Answer, host: string): string | null {
  const said = fields['message'];
  const reason = typeof said === 'string' ? `: ${quoted(said)}` : '';
  if (fields['status'] === 'fail') throw new CheckFailure(`${host} calls itself unwell${reason}`);
  if (status >= 500) throw new CheckFailure(`${host} answers /health with status ${status}`);
  return status === 200 ? 'pass' : null;
}
