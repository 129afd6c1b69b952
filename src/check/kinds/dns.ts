import { isIP } from 'node:net';
import { z } from 'zod';
import { line, listOf } from '../../config/fields.ts';
import type { CheckValue } from '../../model/check.ts';
import { askDns, RECORD_TYPES } from '../dns-question.ts';
import { CheckFailure, checkKind } from '../kind.ts';

const SERVER_HINT =
  'write an IP address such as 192.0.2.53, "192.0.2.53:5353" or "[2001:db8::53]:5353"';
const ANSWERS_HINT = 'write a list of answers such as [192.0.2.10, 192.0.2.11]';

/** Characters of all answers that people are shown. */
const MOST_SHOWN = 300;

/** A record that a name server gives. */
export const dns = checkKind({
  kind: 'dns',
  summary: 'a name server answers as expected',
  keys: {
    query: line('write the name to ask for, such as shop.example.com', 253),
    type: z.enum(RECORD_TYPES, `write one of ${RECORD_TYPES.join(', ')}`).default('A'),
    server: line(SERVER_HINT, 60).refine(isServer, SERVER_HINT).optional(),
    answers: listOf(line(ANSWERS_HINT), ANSWERS_HINT).optional(),
  },
  facts: {
    answers: 'all answers as one text, sorted, with `, ` between them',
    count: 'number of answers',
    ttl: 'seconds that the answers may be kept, of `A` and `AAAA`',
    rcode:
      'what the server says of the name: `NOERROR`, `NODATA`, `NXDOMAIN`, `SERVFAIL`, `REFUSED`',
    latency_ms: 'milliseconds until the answer was there',
  },
  expect: () => [],
  subject: ({ query, type, server }) =>
    `${type} ${query}${server === undefined ? '' : ` at ${server}`}`,
  async run({ query, type, server, answers: expected }, context) {
    const place = server ?? 'the name server';
    context.waitFor(`the answer of ${place}`);
    const { rcode, answers, ttl } = await askDns({ query, type, server }, context);
    if (rcode !== 'NOERROR' && !context.wanted.includes('rcode')) {
      throw new CheckFailure(`${place} ${NEGATIVE[rcode]?.(query, type) ?? `says ${rcode}`}`);
    }
    const all = answers.toSorted();
    const text = all.join(', ');
    const facts: Record<string, CheckValue> = { answers: text, count: all.length, rcode };
    if (ttl !== null) facts['ttl'] = ttl;
    const seen = { facts, details: { ...facts, answers: text.slice(0, MOST_SHOWN) } };
    if (expected === undefined || isSame(expected, all)) return seen;
    const said = text === '' ? 'has no answer' : `says ${text.slice(0, MOST_SHOWN)}`;
    const reason = `${place} ${said} to ${type} ${query}, expected ${expected.join(', ')}`;
    return { ...seen, verdict: { status: 'unhealthy', reason } };
  },
});

/** What a server says of a name instead of an answer. */
const NEGATIVE: Readonly<Record<string, (query: string, type: string) => string>> = {
  NXDOMAIN: (query) => `knows no name ${query} (NXDOMAIN)`,
  NODATA: (query, type) => `knows ${query}, but no ${type} of it (NODATA)`,
  SERVFAIL: (query) =>
    `could not find out ${query} (SERVFAIL): look at the zone and at its name servers`,
  REFUSED: (query) =>
    `refuses to answer for ${query} (REFUSED): it does not serve that name, or not for this machine`,
};

function isServer(text: string): boolean {
  const [, bracketed, plain = '', port] =
    /^(?:\[([^\]]+)\]|([\d.]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  return isIP(text) !== 0 || (isIP(bracketed ?? plain) !== 0 && Number(port ?? 53) <= 65_535);
}

/** In any order, whatever the case, with or without the dot at the end of a name. */
function isSame(expected: readonly string[], answers: readonly string[]): boolean {
  const plain = (list: readonly string[]) =>
    list.map((text) => text.toLowerCase().replace(/\.$/, '')).toSorted();
  return JSON.stringify(plain(expected)) === JSON.stringify(plain(answers));
}
