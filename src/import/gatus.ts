import { z } from 'zod';
import { durationText } from '../config/duration.ts';
import type { Found, FoundCheck, LeftOut, Part, Value } from './found.ts';
import { fromCondition } from './gatus-condition.ts';
import { addressPart, bodyPart, headerPart } from './hidden.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** An endpoint of Gatus, as far as it is read: https://github.com/TwiN/gatus#endpoints */
const Endpoint = z.looseObject({
  name: scalar,
  group: scalar.optional(),
  enabled: z.boolean().default(true),
  url: scalar.default(''),
  method: z.string().optional(),
  body: z.string().optional(),
  headers: z.record(z.string(), scalar).optional(),
  interval: z.string().default('60s'),
  conditions: z.array(scalar).default([]),
  client: z
    .looseObject({
      insecure: z.boolean().optional(),
      'ignore-redirect': z.boolean().optional(),
      timeout: z.string().optional(),
    })
    .optional(),
  dns: z
    .looseObject({ 'query-name': z.string(), 'query-type': z.string().default('A') })
    .optional(),
  alerts: z
    .array(
      z.looseObject({
        'failure-threshold': z.number().optional(),
        'success-threshold': z.number().optional(),
      }),
    )
    .optional(),
});
type Endpoint = z.infer<typeof Endpoint>;

/** Settings beside endpoints, with what stands for them here. */
const OTHERS: Readonly<Record<string, string>> = {
  alerting: 'write `channels:` and `routes:` for whom alerts go to',
  maintenance: 'write `maintenance:`, or say /maintenance add',
  'external-endpoints': 'write checks of kind `push`',
  suites: 'there are no checks in steps here',
  announcements: 'there are none here',
};
/** Keys of an endpoint that are not read. */
const LOST: Readonly<Record<string, string>> = {
  ssh: 'its log-in over SSH',
  'maintenance-windows': 'its maintenance windows: write `maintenance:`',
  graphql: 'its GraphQL: write the body as JSON',
};

/** Endpoints of a configuration of Gatus as checks, with what is not taken over. */
export function fromGatus(root: Readonly<Record<string, unknown>>): Found {
  const all = Array.isArray(root['endpoints']) ? root['endpoints'] : [];
  const checks: FoundCheck[] = [];
  const left: LeftOut[] = [];
  for (const [place, one] of all.entries()) {
    const read = Endpoint.safeParse(one);
    const what = read.success ? `endpoint “${read.data.name}”` : `endpoint ${place + 1}`;
    const made = read.success ? endpointOf(read.data) : wrong(read.error);
    if (typeof made === 'string') left.push({ what, why: made });
    else checks.push(made, ...(read.success ? domainOf(read.data, made.name) : []));
  }
  const others = Object.entries(OTHERS).flatMap(([key, why]) =>
    root[key] === undefined ? [] : [{ what: key, why }],
  );
  return { checks, left: [...left, ...others] };
}

function wrong({ issues: [issue] }: z.ZodError): string {
  return `it cannot be read: ${issue?.path.join('.')}: ${issue?.message}`;
}

function endpointOf(endpoint: Endpoint): FoundCheck | string {
  const base = baseOf(endpoint);
  if (typeof base === 'string') return base;
  const kind = String(base['kind']);
  const read = endpoint.conditions.map((text) => ({ text, ...fromCondition(text, kind) }));
  const expect = read.flatMap((one) => (one.kind === 'expect' ? [one.expect] : []));
  const { client = {}, group = '', name, alerts } = endpoint;
  return {
    name: group === '' ? name : `${group}-${name}`,
    entry: {
      ...base,
      ...{ interval: duration(endpoint.interval), timeout: duration(client.timeout) },
      fail_after: alerts?.[0]?.['failure-threshold'] ?? 3,
      ok_after: alerts?.[0]?.['success-threshold'] ?? 2,
      expect: expect.length === 0 ? undefined : expect,
      off: endpoint.enabled ? undefined : true,
    },
    lost: [
      ...read.flatMap((one) => (one.kind === 'lost' ? [`the condition ${one.text}`] : [])),
      ...Object.entries(LOST).flatMap(([key, text]) => (endpoint[key] === undefined ? [] : [text])),
      ...(alerts === undefined ? [] : ['its alerts: write `routes:`']),
    ],
  };
}

/** How long the domain of an endpoint is registered is looked at by a check of its own. */
function domainOf({ url, conditions, enabled }: Endpoint, of: string): FoundCheck[] {
  const wanted = conditions.map((text) => fromCondition(text, ''));
  const [first] = wanted.flatMap((one) => (one.kind === 'domain' ? [one.days] : []));
  if (first === undefined || !URL.canParse(url)) return [];
  const domain = new URL(url).hostname.replace(/^www\./, '');
  const expect = `days_left >= ${first}`;
  const off = enabled ? undefined : true;
  // Registries know only what was registered, and how many parts that has is decided by each.
  const isBelow = domain.split('.').length > 2;
  const lost = isBelow ? [`whether ${domain} is what was registered: mend \`domain\` if not`] : [];
  return [{ name: `${of}-domain`, entry: { kind: 'domain', domain, expect, off }, lost }];
}

/** Go writes `1h30m`. */
function duration(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const unit = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)];
  const sum = parts.reduce(
    (all, [, count, one]) => all + Number(count) * unit[one as keyof typeof unit],
    0,
  );
  return parts.length === 0 ? text : durationText(Math.round(sum));
}

/** Its kind with where it looks; text says why there is no such check. */
function baseOf(endpoint: Endpoint): Readonly<Record<string, Value>> | string {
  const { url, dns, client = {} } = endpoint;
  if (dns !== undefined) {
    const server = url.replace(/^\w+:\/\//, '');
    return {
      kind: 'dns',
      query: dns['query-name'].replace(/\.$/, ''),
      type: dns['query-type'],
      server,
    };
  }
  const [, scheme = ''] = /^([a-z]+):\/\//i.exec(url) ?? [];
  const verify = client.insecure === true ? false : undefined;
  switch (scheme.toLowerCase()) {
    case 'http':
    case 'https':
      return httpOf(endpoint, verify);
    case 'tcp':
      return { kind: 'tcp', ...placeOf(url) };
    case 'tls':
      return { kind: 'tls', ...placeOf(url), verify };
    case 'icmp':
      return { kind: 'icmp', host: placeOf(url)['host'] };
    case 'ssh':
      return { kind: 'ssh', ...placeOf(url) };
    case 'starttls':
      return { kind: 'smtp', ...placeOf(url), verify };
    case 'grpc':
      return { kind: 'grpc', ...placeOf(url) };
    case 'grpcs':
      return { kind: 'grpc', ...placeOf(url), tls: true };
    case 'ws':
    case 'wss':
      return { kind: 'websocket', url: own(url, addressPart), send: bodyOf(endpoint) };
    default:
      return `there is no check for ${scheme === '' ? `“${url}”` : `${scheme}://`}`;
  }
}

function placeOf(url: string): Readonly<Record<string, Value>> {
  if (!URL.canParse(url)) return { host: url };
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return { host, port: port === '' ? undefined : Number(port) };
}

function httpOf(endpoint: Endpoint, verify: false | undefined): Readonly<Record<string, Value>> {
  const { url, method, headers = {}, client = {} } = endpoint;
  const hidden = Object.entries(headers).map(
    ([name, value]) => [name, own(value, (text) => headerPart(name, text))] as const,
  );
  return {
    ...{ kind: 'http', url: own(url, addressPart), body: bodyOf(endpoint), verify },
    method: method === 'GET' ? undefined : method,
    headers: hidden.length === 0 ? undefined : Object.fromEntries(hidden),
    redirects: client['ignore-redirect'] === true ? 0 : undefined,
  };
}

function bodyOf({ body }: Endpoint): Part | undefined {
  return body === undefined ? undefined : own(body, bodyPart);
}

/** Hides what is no variable already. */
function own(text: string, hide: (text: string) => Part): Part {
  return /\$\{\w+\}/.test(text) ? text : hide(text);
}
