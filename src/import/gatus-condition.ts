import { DAY, HOUR, MINUTE, SECOND } from '../model/time.ts';

/** What a condition of Gatus says here: https://github.com/TwiN/gatus#conditions */
export type Condition =
  | { readonly kind: 'expect'; readonly expect: string }
  /** It is so whenever the check is well. */
  | { readonly kind: 'given' }
  /** The registration of its domain must last at least so long: another check looks at that. */
  | { readonly kind: 'domain'; readonly days: number }
  | { readonly kind: 'lost' };

const LOST: Condition = { kind: 'lost' };
const UNIT: Readonly<Record<string, number>> = {
  ...{ ms: 1, s: SECOND, m: MINUTE, h: HOUR },
};

/** Kinds that see a certificate. */
const WITH_TLS = new Set(['http', 'smtp', 'tls']);

/** Reads a condition of an endpoint whose check is of `kind`. */
export function fromCondition(text: string, kind: string): Condition {
  const [, left = '', operator = '', right = ''] =
    /^\s*(\S+?)\s*(==|!=|<=|>=|<|>)\s*(.+?)\s*$/.exec(text) ?? [];
  const [, place = '', path = ''] = /^\[([A-Z_]+)\](.*)$/.exec(left) ?? [];
  switch (place) {
    case 'STATUS':
      return path === '' && kind === 'http' ? compared('status', operator, right) : LOST;
    case 'RESPONSE_TIME':
      return compared('latency_ms', operator, inMilliseconds(right) ?? right);
    case 'CONNECTED':
      return operator === '==' && right === 'true' ? { kind: 'given' } : LOST;
    case 'DNS_RCODE':
      return compared('rcode', operator, right);
    case 'CERTIFICATE_EXPIRATION':
      return daysLeft(operator, right, kind);
    case 'DOMAIN_EXPIRATION':
      return domainLasts(operator, right);
    case 'BODY':
      return ofBody(path, { operator, right, kind });
    default:
      return LOST;
  }
}

function compared(name: string, operator: string, right: string): Condition {
  const any = /^any\((.*)\)$/.exec(right)?.[1];
  if (any !== undefined) {
    if (operator !== '==') return LOST;
    const tests = any.split(',').map((one) => `${name} == ${literal(one.trim())}`);
    return { kind: 'expect', expect: tests.join(' || ') };
  }
  const [, inside] = /^pat\(\*?([^*]*)\*?\)$/.exec(right) ?? [];
  if (inside !== undefined) {
    const isAround = /^pat\(\*.*\*\)$/.test(right);
    const test = `${name}.contains(${JSON.stringify(inside)})`;
    if (!isAround || inside === '' || !/^[!=]=$/.test(operator)) return LOST;
    return { kind: 'expect', expect: operator === '==' ? test : `!${test}` };
  }
  if (/^(pat|len|has)\(/.test(right)) return LOST;
  return { kind: 'expect', expect: `${name} ${operator} ${literal(right)}` };
}

function literal(text: string): string {
  return /^(-?\d+(\.\d+)?|true|false|null)$/.test(text) ? text : JSON.stringify(text);
}

function ofBody(
  path: string,
  {
    operator,
    right,
    kind,
  }: { readonly operator: string; readonly right: string; readonly kind: string },
): Condition {
  if (path === '' && (kind === 'ssh' || kind === 'grpc')) return LOST;
  if (path === '') return compared(kind === 'dns' ? 'answers' : 'text', operator, right);
  if (kind === 'grpc') return path === '.status' ? compared('state', operator, right) : LOST;
  const field = /^(\.[A-Za-z_]\w*)+$/.exec(path)?.[0];
  return field === undefined || kind !== 'http' ? LOST : compared(`body${field}`, operator, right);
}

/** `48h`; a number alone is milliseconds already. */
function inMilliseconds(text: string): string | null {
  if (/^\d+$/.test(text)) return text;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([all]) => all).join('') !== text) return null;
  const sum = parts.reduce(
    (all, [, count, unit]) => all + Number(count) * (UNIT[unit ?? ''] ?? 0),
    0,
  );
  return String(sum);
}

/** Certificates are looked at in whole days. */
function daysLeft(operator: string, right: string, kind: string): Condition {
  if (!WITH_TLS.has(kind)) return LOST;
  const days = daysIn(operator, right);
  return days === null ? LOST : { kind: 'expect', expect: `tls.days_left >= ${days}` };
}

function domainLasts(operator: string, right: string): Condition {
  const days = daysIn(operator, right);
  return days === null ? LOST : { kind: 'domain', days };
}

/** Whole days that are to be left; null: that is not what is asked. */
function daysIn(operator: string, right: string): number | null {
  const milliseconds = inMilliseconds(right);
  if (milliseconds === null || (operator !== '>' && operator !== '>=')) return null;
  return Math.ceil(Number(milliseconds) / DAY);
}
