import type { Export, ExportLogin, ExportPlace } from '../model/export.ts';
import type { ConfigProblem } from './config.ts';
import type { Entry } from './entries.ts';
import type { Environment } from './environment.ts';
import { isOneLogin, isOnePlace } from './export-schema.ts';
import type { Variables } from './variables.ts';

/** What an entry of `exports` says. */
export function toExport({ value }: Entry<'exports'>): Export {
  const { name, match, labels } = value;
  const { metrics = [], targets = [] } = match;
  return { name, place: placeOf(value), metrics, targets, labels };
}

function placeOf(value: Entry<'exports'>['value']): ExportPlace {
  const login = loginOf(value);
  if (value.kind !== 'influx') return { kind: value.kind, url: value.url, login };
  const { db, org = '', bucket = '' } = value;
  const into = db === undefined ? { org, bucket } : { db };
  return { kind: 'influx', url: withoutSlash(value.url), login, into };
}

/** What the variables alone make: at most one of each kind. */
export function shortExports(environment: Environment): Export[] {
  const all = { metrics: [], targets: [], labels: {} } as const;
  const { EXPORT_PUSH_URL: push, INFLUX_URL: server, REMOTE_WRITE_URL: receiver } = environment;
  const { INFLUX_DB: db, INFLUX_ORG: org = '', INFLUX_BUCKET: bucket = '' } = environment;
  const { url, influx, remoteWrite } = logins(environment);
  const place = (made: ExportPlace) => ({ name: NAMES[made.kind], place: made, ...all });
  return [
    ...(push === undefined ? [] : [place({ kind: 'url', url: push, login: loginOf(url) })]),
    ...(server === undefined
      ? []
      : [
          place({
            ...{ kind: 'influx', url: withoutSlash(server), login: loginOf(influx) },
            into: db === undefined ? { org, bucket } : { db },
          }),
        ]),
    ...(receiver === undefined
      ? []
      : [place({ kind: 'remote_write', url: receiver, login: loginOf(remoteWrite) })]),
  ];
}

const NAMES = { url: 'push', influx: 'influx', remote_write: 'remote_write' } as const;

function logins(environment: Environment) {
  return {
    url: { token: environment.EXPORT_PUSH_TOKEN },
    influx: {
      token: environment.INFLUX_TOKEN,
      user: environment.INFLUX_USER,
      password: environment.INFLUX_PASSWORD,
    },
    remoteWrite: {
      token: environment.REMOTE_WRITE_TOKEN,
      user: environment.REMOTE_WRITE_USER,
      password: environment.REMOTE_WRITE_PASSWORD,
    },
  };
}

/** Variables that do not go together. */
export function exportProblems(environment: Environment, variables: Variables): ConfigProblem[] {
  const { influx, remoteWrite } = logins(environment);
  const { INFLUX_URL, INFLUX_DB: db, INFLUX_ORG: org, INFLUX_BUCKET: bucket } = environment;
  const wrong = (name: string, message: string) => ({
    ...variables.place(name),
    message: `${name}: ${message}`,
  });
  const login = (name: string) =>
    `set ${name}_TOKEN, or ${name}_USER and ${name}_PASSWORD, or none of them`;
  return [
    ...(INFLUX_URL !== undefined && !isOnePlace({ db, org, bucket })
      ? [
          wrong(
            'INFLUX_URL',
            'set INFLUX_DB for InfluxDB 1, or INFLUX_ORG and INFLUX_BUCKET for InfluxDB 2',
          ),
        ]
      : []),
    ...(isOneLogin(influx) ? [] : [wrong('INFLUX_URL', login('INFLUX'))]),
    ...(isOneLogin(remoteWrite) ? [] : [wrong('REMOTE_WRITE_URL', login('REMOTE_WRITE'))]),
  ];
}

/** Variables that say more of a destination that has no address. */
export function withoutAddress(environment: Environment): { name: string; needs: string }[] {
  const all = {
    EXPORT_PUSH: 'EXPORT_PUSH_URL',
    INFLUX: 'INFLUX_URL',
    REMOTE_WRITE: 'REMOTE_WRITE_URL',
  };
  return Object.entries(all).flatMap(([beginning, address]) =>
    Object.entries(environment)
      .filter(([name, value]) => value !== undefined && name.startsWith(`${beginning}_`))
      .filter(() => environment[address as keyof Environment] === undefined)
      .map(([name]) => ({ name, needs: address })),
  );
}

/** What must never be printed of the destinations: their tokens, passwords, and addresses that may hold a key. */
export function loginSecrets({ login }: Pick<ExportPlace, 'login'>): string[] {
  switch (login.kind) {
    case 'none':
      return [];
    case 'token':
      return [login.token];
    case 'password':
      return [login.password, `${login.user}:${login.password}`];
    default:
      return login satisfies never;
  }
}

export function loginOf(given: {
  readonly token?: string | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
}): ExportLogin {
  const { token, user, password } = given;
  if (token !== undefined) return { kind: 'token', token };
  if (user === undefined || password === undefined) return { kind: 'none' };
  return { kind: 'password', user, password };
}

export function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
