import { z } from 'zod';
import { line } from '../../config/fields.ts';
import type { CheckValue } from '../../model/check.ts';
import { checkKind } from '../kind.ts';
import { reached } from '../reach.ts';

const URL_HINT = 'write an address such as https://shop.example.com/health';

/** Bytes that are read of an answer. */
const MOST_BODY = 1_048_576;

/** An address that answers over HTTP. */
export const http = checkKind({
  kind: 'http',
  summary: 'an address answers over HTTP as expected',
  keys: {
    url: line(URL_HINT).refine(
      (text) => /^https?:\/\//i.test(text) && URL.canParse(text),
      URL_HINT,
    ),
    method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']).default('GET'),
  },
  facts: {
    status: 'status code of the answer',
    latency_ms: 'milliseconds until the whole answer was there',
    'body.*': 'a field of the answer, where it is JSON',
    text: 'the answer as text',
  },
  expect: () => ['status >= 200', 'status < 400'],
  subject: ({ url }) => url,
  async run({ url, method }, { signal, wanted }) {
    const { request } = (await import('undici')).default;
    try {
      const { statusCode: status, body } = await request(url, { method, signal });
      const text = await textOf(body);
      const facts: Record<string, CheckValue> = { status, ...fields(text, wanted) };
      return {
        facts: wanted.includes('text') ? { ...facts, text } : facts,
        details: { status },
      };
    } catch (error) {
      throw reached(error, new URL(url).host);
    }
  },
});

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MOST_BODY) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function fields(text: string, wanted: readonly string[]): Record<string, CheckValue> {
  const names = wanted.filter((name) => name.startsWith('body.'));
  if (names.length === 0) return {};
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return {};
  }
  return Object.fromEntries(
    names.flatMap((name) => {
      let value: unknown = root;
      for (const key of name.split('.').slice(1)) {
        value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
      }
      return value === undefined || typeof value === 'object' ? [] : [[name, value as CheckValue]];
    }),
  );
}
