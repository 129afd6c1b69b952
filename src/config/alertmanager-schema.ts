import { z } from 'zod';
import { refusedUrl } from '../check/address-policy.ts';
import { isServer, TOKEN, TOKEN_HINT } from './environment.ts';
import { isOneLogin } from './export-schema.ts';
import { line, name } from './fields.ts';

const URL_HINT =
  'write the http(s) address of the Alertmanager alone, e.g. http://192.0.2.10:9093 (user and password have keys of their own)';
const REFUSED = 'this is a link-local address or a metadata service: nothing is sent there';

/** An Alertmanager that silences are written to. */
export const AlertmanagerEntry = z
  .strictObject({
    name,
    url: z
      .string(URL_HINT)
      .refine(isServer, { error: URL_HINT, abort: true })
      .refine((text) => refusedUrl(new URL(text), 'private') === null, REFUSED),
    token: z.string(TOKEN_HINT).regex(TOKEN, TOKEN_HINT).optional(),
    user: line('write the user').optional(),
    password: line('write the password, best as a variable of .env').optional(),
    write_silences: z.boolean('write true or false').default(false),
  })
  .refine(isOneLogin, {
    path: ['token'],
    error: 'write `token:`, or `user:` and `password:`, or none of them',
  });
