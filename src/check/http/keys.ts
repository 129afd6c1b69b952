import { z } from 'zod';
import { headers, line, size, whole } from '../../config/fields.ts';
import type { Network } from '../address-policy.ts';
import { network } from '../address-policy.ts';
import { tlsKeys, wrongPair } from '../tls.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
const URL_HINT = 'write an address such as https://shop.example.com/health';
const PROXY_HINT = 'write the address of a proxy, such as http://proxy.example.com:3128';
const TOKEN_HINT = 'write the token without blanks';

/** Headers that follow from the request itself. */
const OWN_HEADERS = new Set([
  ...['connection', 'content-length', 'expect', 'keep-alive', 'proxy-authorization'],
  ...['proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'],
]);

function address(hint: string) {
  return line(hint, 2_048).refine(
    (text) => /^https?:\/\/[\x21-\x7e\x80-\u{10ffff}]+$/iu.test(text) && URL.canParse(text),
    hint,
  );
}

/** Keys of an entry of kind `http`. */
export const httpKeys = {
  url: address(URL_HINT),
  method: z.enum(METHODS, `write one of ${METHODS.join(', ')}`).optional(),
  headers: headers.refine(
    (written) => !Object.keys(written).some((name) => OWN_HEADERS.has(name.toLowerCase())),
    `leave out what follows from the request itself: ${[...OWN_HEADERS].join(', ')}`,
  ),
  body: z.string('write a text').max(65_536, 'write at most 65536 characters').optional(),
  json: z.unknown().optional(),
  user: line('write the user to log in as').optional(),
  password: line('write the password').optional(),
  token: line(TOKEN_HINT, 8_192)
    .refine((text) => /^[\x21-\x7e]+$/.test(text), TOKEN_HINT)
    .optional(),
  keyword: line('write a text that the answer must hold').optional(),
  not_keyword: line('write a text that the answer must not hold').optional(),
  redirects: whole(0, 10, 'a number of redirects').default(5),
  max_body: size(1_000)
    .refine((bytes) => bytes <= 64e6, 'write at most 64MB')
    .default(1_048_576),
  http2: z.boolean('write true or false').default(false),
  fresh: z.boolean('write true or false').default(false),
  network,
  proxy: address(PROXY_HINT).optional(),
  verify: z.boolean('write true or false').default(true),
  ca: tlsKeys.ca,
  cert: tlsKeys.cert,
  key: tlsKeys.key,
};

export type HttpEntry = z.infer<z.ZodObject<typeof httpKeys>> & { readonly network: Network };

/** What is wrong with an entry as a whole. */
export function wrongHttp(entry: HttpEntry): { key: string; message: string } | null {
  const { body, json, user = '', password, token, url } = entry;
  const login = new URL(url);
  if (body !== undefined && json !== undefined) {
    return { key: 'json', message: 'write `body` or `json`, not both' };
  }
  if (hasBody(entry) && (entry.method === 'GET' || entry.method === 'HEAD')) {
    return {
      key: 'method',
      message: `${entry.method} has no body: write POST, or leave \`method\` out`,
    };
  }
  if (password !== undefined && entry.user === undefined) {
    return { key: 'password', message: 'write `user` too' };
  }
  if (user.includes(':')) return { key: 'user', message: 'it holds no colon' };
  const logins = [entry.user, token, login.username || login.password || undefined];
  if (logins.filter((one) => one !== undefined).length > 1) {
    return {
      key: token === undefined ? 'user' : 'token',
      message: 'there is another log-in: write one of `user`, `token` and a log-in in `url`',
    };
  }
  return wrongPair(entry);
}

function hasBody({ body, json }: Pick<HttpEntry, 'body' | 'json'>): boolean {
  return body !== undefined || json !== undefined;
}

export function methodOf(entry: HttpEntry): (typeof METHODS)[number] {
  return entry.method ?? (hasBody(entry) ? 'POST' : 'GET');
}

/** Names of headers and of parts of an address whose values are secrets. */
const SECRET_NAME = /auth|cookie|credential|key|pass|pwd|secret|session|signature|^sig$|token/i;

export function httpSecrets(entry: HttpEntry): readonly string[] {
  const { url, proxy, user = '', password, token, json, body } = entry;
  return [
    ...[password, token].filter((one) => one !== undefined),
    ...(password === undefined ? [] : [basicLogin(user, password)]),
    ...[url, proxy].flatMap((one) => (one === undefined ? [] : secretsIn(new URL(one)))),
    ...secretsBelow(entry.headers),
    ...secretsBelow(json),
    ...secretsInText(body),
  ];
}

/** Of a text that is sent: under names of secrets, where it is JSON or a form. */
export function secretsInText(text = ''): readonly string[] {
  try {
    return secretsBelow(JSON.parse(text));
  } catch {
    const fields = text.split('&').map((pair) => [...pair.split(/=(.*)/s), '']);
    return fields.flatMap(([name = '', value = '']) => {
      const isSecret = /^[\w.[\]-]+$/.test(name) && SECRET_NAME.test(name) && value !== '';
      return isSecret ? [value, decodedPart(value.replaceAll('+', ' '))] : [];
    });
  }
}

/** A log-in as it is sent: https://www.rfc-editor.org/rfc/rfc7617 */
export function basicLogin(user: string, password: string): string {
  return Buffer.from(`${user}:${password}`).toString('base64');
}

/** Of an address: its password in every form in which it is sent, and parameters under names of secrets. */
export function secretsIn({ username, password, searchParams }: URL): readonly string[] {
  const values = [...searchParams].flatMap(([name, value]) =>
    SECRET_NAME.test(name) ? [value] : [],
  );
  if (password === '') return values;
  const decoded = decodedPart(password);
  return [...values, password, decoded, basicLogin(decodedPart(username), decoded)];
}

/** Texts under names of secrets, however deep. */
export function secretsBelow(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) =>
    typeof one === 'string' && SECRET_NAME.test(name) ? [one] : secretsBelow(one),
  );
}

/** An address as anybody may see it: without log-in, fragment and what its parameters tell in confidence. */
export function shownUrl(text: string | URL): string {
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') url.username = '***';
  url.password = '';
  url.hash = '';
  for (const [name, value] of [...url.searchParams]) {
    if (SECRET_NAME.test(name) && value !== '') url.searchParams.set(name, '***');
  }
  return url.href;
}

/** Part of an address as it was meant; as it is where its percent signs mean nothing. */
export function decodedPart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
