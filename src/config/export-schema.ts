import { z } from 'zod';
import { isAskable, isServer, TOKEN, TOKEN_HINT } from './environment.ts';
import { labels, line, listOf, name } from './fields.ts';

const URL_HINT =
  'write the http(s) address without a user and a password in it (they have keys of their own), e.g. https://metrics.example.com/api/v1/write';
const SERVER_HINT =
  'write the http(s) address of the server alone (user and password have keys of their own), e.g. http://127.0.0.1:8086';

const MATCH_HINT = 'write which samples, e.g. {metrics: [system.], targets: [web-1]}';
const PREFIXES_HINT = 'write a list of beginnings of names such as [system., api.]';

/** Which samples go there; everything that is given must match. */
export const ExportMatch = z.strictObject(
  {
    metrics: listOf(line(PREFIXES_HINT, 200), PREFIXES_HINT).optional(),
    targets: listOf(name, 'write a list of targets such as [web-1]').optional(),
  },
  MATCH_HINT,
);

const anyExport = {
  name,
  url: z.string(URL_HINT).refine(isAskable, URL_HINT),
  token: z.string(TOKEN_HINT).regex(TOKEN, TOKEN_HINT).optional(),
  user: line('write the user').optional(),
  password: line('write the password, best as a variable of .env').optional(),
  match: ExportMatch.prefault({}),
  labels: labels.default({}),
};

interface LoginKeys {
  readonly token?: string | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
}

/** Either a token, or a user and a password, or nothing. */
export function isOneLogin({ token, user, password }: LoginKeys): boolean {
  return (user === undefined) === (password === undefined) && !(token && user);
}

const LOGIN = {
  path: ['token'],
  error: 'write `token:`, or `user:` and `password:`, or none of them',
};

export const ExportEntry = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('url'), ...anyExport }).refine(isOneLogin, LOGIN),
    z.strictObject({ kind: z.literal('remote_write'), ...anyExport }).refine(isOneLogin, LOGIN),
    z
      .strictObject({
        kind: z.literal('influx'),
        ...anyExport,
        url: z.string(SERVER_HINT).refine(isServer, SERVER_HINT),
        db: line('write the database of InfluxDB 1').optional(),
        org: line('write the organisation of InfluxDB 2').optional(),
        bucket: line('write the bucket of InfluxDB 2').optional(),
      })
      .refine(isOneLogin, LOGIN)
      .refine(isOnePlace, {
        path: ['db'],
        error: 'write `db:` for InfluxDB 1, or `org:` and `bucket:` for InfluxDB 2',
      }),
  ],
  'write url, influx or remote_write',
);

export function isOnePlace(given: {
  readonly db?: string | undefined;
  readonly org?: string | undefined;
  readonly bucket?: string | undefined;
}): boolean {
  const { db, org, bucket } = given;
  return db === undefined
    ? org !== undefined && bucket !== undefined
    : org === undefined && bucket === undefined;
}
