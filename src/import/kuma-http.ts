import type { Part } from './found.ts';
import { Secret } from './found.ts';
import { addressPart, bodyPart, headerPart } from './hidden.ts';
import type { KumaEntry, Monitor } from './kuma-row.ts';
import { maybe, textOf } from './kuma-row.ts';
import { statusExpectation } from './status-codes.ts';

/** Types of a body by its encoding. */
const TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  xml: 'text/xml; charset=utf-8',
  form: 'application/x-www-form-urlencoded',
};
/** What other authentication is called. */
const OTHERS: Readonly<Record<string, string>> = {
  ntlm: 'NTLM',
  'oauth2-cc': 'OAuth2',
  mtls: 'a certificate that its database holds',
};

/** A monitor of the types `http`, `keyword` and `json-query`; text says why it is none. */
export function httpEntry(row: Monitor): KumaEntry | string {
  const method = textOf(row, 'auth_method');
  const other = OTHERS[method];
  if (other !== undefined) return `it logs in with ${other}: make the check by hand`;
  const headers = headersOf(row);
  const body = maybe(row, 'body');
  const user = maybe(row, 'basic_auth_user');
  const redirects = Number(row['maxredirects'] ?? 10);
  const json = jsonExpectation(row);
  const keyword = textOf(row, 'type') === 'keyword' ? maybe(row, 'keyword') : undefined;
  const status = statusExpectation(codesOf(row));
  const expect = [status, json.expect].filter((one) => one !== null);
  return {
    entry: {
      ...{ kind: 'http', url: addressPart(textOf(row, 'url')) },
      method: textOf(row, 'method') === 'GET' ? undefined : maybe(row, 'method'),
      headers: body === undefined ? whole(headers.entries) : typed(headers.entries, row),
      ...{ body: body === undefined ? undefined : bodyPart(body), user },
      password: user === undefined ? undefined : new Secret(textOf(row, 'basic_auth_pass')),
      [row['invert_keyword'] === 1 ? 'not_keyword' : 'keyword']: keyword,
      redirects: redirects === 5 ? undefined : Math.min(redirects, 10),
      verify: row['ignore_tls'] === 1 ? false : undefined,
      expect: expect.length === 0 ? undefined : expect,
    },
    lost: [...headers.lost, ...json.lost],
  };
}

function codesOf(row: Monitor): readonly string[] {
  const codes = parsed(textOf(row, 'accepted_statuscodes_json'));
  return Array.isArray(codes) ? codes.map(String) : [];
}

function headersOf(row: Monitor): { entries: Record<string, Part>; lost: string[] } {
  const text = textOf(row, 'headers').trim();
  if (text === '') return { entries: {}, lost: [] };
  const read = parsed(text);
  if (typeof read !== 'object' || read === null)
    return { entries: {}, lost: ['its headers: no JSON'] };
  const entries = Object.entries(read).map(([name, value]) => {
    return [name.toLowerCase(), headerPart(name, String(value))] as const;
  });
  return { entries: Object.fromEntries(entries), lost: [] };
}

function whole(headers: Readonly<Record<string, Part>>) {
  return Object.keys(headers).length === 0 ? undefined : headers;
}

function typed(headers: Readonly<Record<string, Part>>, row: Monitor): Record<string, Part> {
  const type = TYPES[maybe(row, 'http_body_encoding') ?? 'json'];
  return type === undefined ? { ...headers } : { 'content-type': type, ...headers };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Its paths are JSONata; only those that name a field can be said otherwise. */
function jsonExpectation(row: Monitor): { expect: string | null; lost: string[] } {
  if (textOf(row, 'type') !== 'json-query') return { expect: null, lost: [] };
  const path = textOf(row, 'json_path');
  const [, field] = /^\$?\.?([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)$/.exec(path) ?? [];
  const operator = maybe(row, 'json_path_operator') ?? '==';
  const value = textOf(row, 'expected_value');
  if (field === undefined)
    return { expect: null, lost: [`its query “${path}”: write \`expect:\``] };
  if (operator === 'contains') {
    return { expect: `body.${field}.contains(${JSON.stringify(value)})`, lost: [] };
  }
  const isPlain = /^(-?\d+(\.\d+)?|true|false)$/.test(value);
  return {
    expect: `body.${field} ${operator} ${isPlain ? value : JSON.stringify(value)}`,
    lost: [],
  };
}
