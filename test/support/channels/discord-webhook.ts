import { z } from 'zod';
import { type Request, startHttpService, type Understood } from './http-service.ts';

const PATH = '/api/webhooks/123/token-of-the_webhook';

/** https://docs.discord.com/developers/resources/webhook#execute-webhook: fields, lengths and sums. */
const Embed = z.looseObject({
  title: z.string().max(256).optional(),
  description: z.string().max(4_096).optional(),
  fields: z
    .array(z.looseObject({ name: z.string().min(1).max(256), value: z.string().min(1).max(1_024) }))
    .max(25)
    .optional(),
  footer: z.looseObject({ text: z.string().max(2_048) }).optional(),
});
const Body = z.strictObject({
  embeds: z.array(Embed).max(10),
  components: z.array(z.unknown()).max(0).optional(),
  allowed_mentions: z.strictObject({ parse: z.array(z.never()) }),
  flags: z.literal(4_096).optional(),
  username: z.string().max(80).optional(),
});

/** A stand-in of a webhook of Discord; it keeps what was said, by id. */
export async function startDiscordWebhook() {
  const messages = new Map<string, string>();
  const service = await startHttpService((request) => understand(request, messages));
  return { ...service, messages, webhook: `${service.url}${PATH}` };
}

function understand({ method, path, body }: Request, messages: Map<string, string>): Understood {
  const parsed = Body.safeParse(JSON.parse(body));
  const id = /\/messages\/(\d+)$/.exec(path)?.[1];
  const isKnown = path === (id === undefined ? `${PATH}?wait=true` : `${PATH}/messages/${id}`);
  if (!isKnown || !parsed.success || JSON.stringify(parsed.data).length > 20_000) {
    const violation = `${method} ${path} ${parsed.error?.message ?? ''}`;
    return { answer: { status: 400, body: '{"code":50035}' }, taken: null, violation };
  }
  const text = JSON.stringify(parsed.data.embeds).replaceAll('\u00a0', ' ');
  if (method === 'PATCH' && id !== undefined) {
    if (!messages.has(id)) {
      const answer = { status: 404, body: '{"message":"Unknown Message","code":10008}' };
      return { answer, taken: null };
    }
    messages.set(id, text);
    return { answer: { status: 200, body: JSON.stringify({ id }) }, taken: null };
  }
  const made = String(1_000 + messages.size);
  messages.set(made, text);
  return {
    answer: { status: 200, body: JSON.stringify({ id: made }) },
    taken: { key: null, text },
  };
}
