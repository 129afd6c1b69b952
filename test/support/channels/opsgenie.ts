import { z } from 'zod';
import { type Request, startHttpService, type Understood } from './http-service.ts';

export const API_KEY = 'genie-key';

const any = { source: z.string().max(100).optional(), user: z.string().max(100).optional() };

/** https://docs.opsgenie.com/docs/alert-api: required fields and lengths. */
const Created = z.strictObject({
  ...any,
  message: z.string().min(1).max(130),
  alias: z.string().min(1).max(512),
  description: z.string().max(15_000),
  priority: z.enum(['P1', 'P2', 'P3', 'P4', 'P5']),
  entity: z.string().max(512).optional(),
  tags: z.array(z.string().min(1).max(50)).max(20).optional(),
  details: z
    .record(z.string(), z.string())
    .refine((all) => JSON.stringify(all).length <= 8_000)
    .optional(),
});
const Changed = z.strictObject({ ...any, note: z.string().max(25_000).optional() });

/** A stand-in of Opsgenie's Alert API. */
export function startOpsgenie() {
  return startHttpService(understand);
}

function understand({ path, headers, body }: Request): Understood {
  const sent = JSON.parse(body) as { alias?: string; message?: string };
  const [, alias = sent.alias, action = 'create'] =
    /^\/v2\/alerts(?:\/([^/]+)\/(close|acknowledge)\?identifierType=alias)?$/.exec(path) ?? [
      '',
      '',
      'no such path',
    ];
  const parsed = (action === 'create' ? Created : Changed).safeParse(sent);
  const isKnown = headers.authorization === `GenieKey ${API_KEY}` && action !== 'no such path';
  if (!isKnown || !parsed.success) {
    const violation = `${path} ${headers.authorization} ${parsed.error?.message ?? ''}`;
    return { answer: { status: 422 }, taken: null, violation };
  }
  return {
    answer: { status: 202, body: '{"result":"Request will be processed","took":0.3}' },
    taken: { key: `${alias} ${action}`, text: sent.message ?? action },
  };
}
