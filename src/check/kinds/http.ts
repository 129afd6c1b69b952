import type { CheckValue } from '../../model/check.ts';
import type { Instant } from '../../model/time.ts';
import { daysLeft, daysMetric } from '../certificate.ts';
import type { Asked } from '../http/ask.ts';
import { ask } from '../http/ask.ts';
import type { HttpEntry } from '../http/keys.ts';
import { httpKeys, httpSecrets, methodOf, shownUrl, wrongHttp } from '../http/keys.ts';
import { jsonFacts } from '../json-facts.ts';
import { checkKind } from '../kind.ts';

/** An address that answers over HTTP. */
export const http = checkKind({
  kind: 'http',
  summary: 'an address answers over HTTP as expected',
  keys: httpKeys,
  facts: {
    status: 'status code of the answer',
    latency_ms: 'milliseconds until the whole answer was there, redirects included',
    first_byte_ms: 'milliseconds until the answer began',
    dns_ms: 'milliseconds for the name, on a new connection',
    connect_ms: 'milliseconds for the connection, on a new one',
    tls_ms: 'milliseconds for the handshake, on a new connection',
    'body.*': 'a field of the answer, where it is JSON',
    text: 'the answer as text',
    'header.*': 'a header of the answer, with `_` for `-`',
    bytes: 'size of the answer, unpacked',
    redirects: 'redirects that were followed',
    'tls.days_left': 'whole days until the first certificate of the chain ends',
    'tls.protocol': 'such as `TLSv1.3`',
  },
  expect: () => ['status >= 200', 'status < 400'],
  problem: wrongHttp,
  secrets: httpSecrets,
  subject: (entry) => `${methodOf(entry)} ${shownUrl(entry.url)}`,
  async run(entry, context) {
    const asked = await ask(entry, context);
    const { answer, body, took } = asked;
    const text = body.toString('utf8');
    const seen = told(asked, context.clock.now());
    const fields = jsonFacts(text, 'body', context.wanted);
    const facts: Record<string, CheckValue> = {
      ...seen,
      ...fields,
      ...headerFacts(answer.headers, context.wanted),
    };
    if (context.wanted.includes('text')) facts['text'] = text;
    const days = seen['tls.days_left'];
    const wrong = fields === null ? 'the answer is no JSON' : wrongText(entry, text);
    return {
      ...{ facts, latency: took, details: detailsOf(seen, asked) },
      metrics: typeof days === 'number' ? [daysMetric(days)] : [],
      ...(wrong !== null && { verdict: { status: 'unhealthy', reason: wrong } }),
    };
  },
});

/** What every answer shows. */
function told(asked: Asked, now: Instant): Record<string, CheckValue> {
  const { answer, body, firstByte, connecting, certificate } = asked;
  return {
    status: answer.status,
    redirects: answer.redirects,
    bytes: body.length,
    first_byte_ms: firstByte,
    ...(connecting !== null && {
      ...{ dns_ms: connecting.dns, connect_ms: connecting.connect },
      ...(answer.url.protocol === 'https:' && { tls_ms: connecting.tls }),
    }),
    ...(certificate != null && {
      'tls.days_left': daysLeft(certificate, now),
      ...(certificate.protocol !== null && { 'tls.protocol': certificate.protocol }),
    }),
  };
}

function detailsOf(
  seen: Readonly<Record<string, CheckValue>>,
  { answer }: Asked,
): Record<string, CheckValue> {
  const rounded = Object.entries(seen).map(([name, value]) => [
    name,
    typeof value === 'number' ? Math.round(value * 10) / 10 : value,
  ]);
  return {
    ...Object.fromEntries(rounded),
    ...(answer.redirects > 0 && { to: shownUrl(answer.url) }),
  };
}

function headerFacts(
  headers: Asked['answer']['headers'],
  wanted: readonly string[],
): Record<string, CheckValue> {
  const names = wanted.filter((name) => name.startsWith('header.'));
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name.slice('header.'.length).toLowerCase().replaceAll('_', '-')];
      return value === undefined ? [] : [[name, [value].flat().join(', ')]];
    }),
  );
}

function wrongText({ keyword, not_keyword: unwanted }: HttpEntry, text: string): string | null {
  if (keyword !== undefined && !text.includes(keyword))
    return `the answer does not hold “${keyword}”`;
  if (unwanted === undefined || !text.includes(unwanted)) return null;
  return `the answer holds “${unwanted}”`;
}
