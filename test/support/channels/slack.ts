import { z } from 'zod';
import { type Request, startHttpService, type Understood } from './http-service.ts';

const text = (most: number) => z.string().min(1).max(most);
const mrkdwn = (most: number) => z.strictObject({ type: z.literal('mrkdwn'), text: text(most) });

/** https://docs.slack.dev/reference/block-kit/blocks: types and lengths. */
const Block = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('header'),
    text: z.strictObject({ type: z.literal('plain_text'), text: text(150) }),
  }),
  z.strictObject({
    type: z.literal('section'),
    text: mrkdwn(3_000).optional(),
    fields: z.array(mrkdwn(2_000)).min(1).max(10).optional(),
  }),
]);

/** What an incoming webhook takes: https://docs.slack.dev/reference/messaging/payload */
const Payload = z.strictObject({
  text: text(40_000),
  channel: z.string().optional(),
  username: z.string().optional(),
  icon_emoji: z
    .string()
    .regex(/^:.+:$/)
    .optional(),
  blocks: z.array(Block).min(1).max(50).optional(),
  attachments: z
    .array(
      z.strictObject({
        color: z.enum(['good', 'warning', 'danger']),
        fallback: z.string(),
        fields: z.array(
          z.strictObject({ title: text(100), value: z.string().max(2_000), short: z.boolean() }),
        ),
      }),
    )
    .max(100)
    .optional(),
});

/** A stand-in of an incoming webhook of Slack. */
export function startSlack() {
  return startHttpService(understand);
}

/** Text without any markup is shown as it is. */
function isPlain(value: unknown): boolean {
  return (value as { type?: unknown } | null)?.type === 'plain_text';
}

function understand({ path, headers, body }: Request): Understood {
  const parsed = Payload.safeParse(JSON.parse(body));
  // `<` begins a mention or a link.
  const marked = JSON.stringify(JSON.parse(body), (_, value: unknown) =>
    isPlain(value) ? null : value,
  );
  const isOpen = marked.includes('<');
  if (!path.startsWith('/services/') || !parsed.success || isOpen) {
    const violation = `${path} ${isOpen ? 'an unescaped <' : ''} ${parsed.error?.message ?? ''}`;
    return { answer: { status: 400, body: 'invalid_payload' }, taken: null, violation };
  }
  return {
    answer: { status: 200, headers: { 'content-type': 'text/html' }, body: 'ok' },
    taken: { key: null, text: body.replaceAll('\\n', '\n') },
    violation: headers['content-type'] === 'application/json' ? '' : 'content-type',
  };
}
