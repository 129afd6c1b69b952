import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { hostName, line, listOf, port } from '../../config/fields.ts';
import { shortened } from '../../model/about.ts';
import type { Finding } from '../../model/finding.ts';
import { fine } from '../../model/finding.ts';
import { SECOND } from '../../model/time.ts';
import { orAbort } from '../../model/wait.ts';
import type { Delivery, Outgoing } from '../channel.ts';
import { type ChannelTools, channelKind } from '../channel-kind.ts';
import { sayingOf } from '../each.ts';
import { firstLines, oneLine } from '../lines.ts';
import { type MailAddress, mailAddress } from '../mail-address.ts';
import { mailFailure, mailFinding } from '../mail-failure.ts';
import { postOnly } from '../post-only.ts';
import { filled, TEMPLATE_FIELDS } from '../template.ts';

/** A connection that nobody uses is closed after this. */
const IDLE = 30 * SECOND;
/** Longest that a server may be silent, and that a message may take in all. */
const SILENCE = 10 * SECOND;
const DEADLINE = 14 * SECOND;
/** Characters of a subject, and of a text. */
const MOST_SUBJECT = 200;
const MOST_TEXT = 100_000;

const PORT = { starttls: 587, tls: 465, none: 25 } as const;
const TEMPLATE_HINT = `write a text with {${TEMPLATE_FIELDS.join('}, {')}} in it, such as "[Tocsin] {title}"`;
const TO_HINT = 'write a list of addresses such as [ops@example.com, "Ana <ana@example.com>"]';

const keys = {
  host: hostName,
  port: port.optional(),
  security: z.enum(['starttls', 'tls', 'none'], 'write starttls, tls or none').default('starttls'),
  user: line('write the user to log in as', 320).optional(),
  password: line('write the password, best as a variable of .env').optional(),
  from: mailAddress.optional(),
  to: listOf(mailAddress, TO_HINT).refine(({ length }) => length > 0 && length <= 50, TO_HINT),
  subject: line(TEMPLATE_HINT, 200)
    .refine((text) => filled(text, {}) !== null && !/\p{Cc}/u.test(text), TEMPLATE_HINT)
    .default('[Tocsin] {title}'),
  ca: line('write the path of a file with the certificate of your authority').optional(),
};
type Options = z.infer<z.ZodObject<typeof keys>>;

/** Mail over SMTP, encrypted unless `none` is written; notes follow their card in its thread. */
export const email = channelKind({
  kind: 'email',
  setUp:
    'set ALERT_EMAIL_SMTP and ALERT_EMAIL_RECIPIENTS, or write {kind: email, host: ..., to: [...]}',
  from: 'warning',
  isRead: true,
  keys,

  problem({ user, password, from }) {
    if ((user === undefined) !== (password === undefined)) {
      return { key: 'password', message: 'write `user:` and `password:`, or none of them' };
    }
    if (from !== undefined || mailAddress.safeParse(user).success) return null;
    return { key: 'from', message: 'write the address that mail comes from' };
  },
  secrets: ({ password }) => (password === undefined ? [] : [password]),
  address: ({ to }) => to.map(({ address }) => masked(address)).join(', '),
  examine,
  open: (name, options, tools) => postOnly({ name, kind: 'email' }, mailer(options, tools)),
});

/** As far as a mail goes before it is written: the way there, TLS, the log-in. */
async function examine(
  name: string,
  options: Options,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { host, security, user } = options;
  const transport = await connect(options);
  try {
    await orAbort(transport.verify(), signal);
    return [fine(`${host} takes ${user === undefined ? 'us without a login' : 'the login'}`)];
  } catch (error) {
    signal.throwIfAborted();
    const place = { name, host, port: options.port ?? PORT[security], user };
    return [mailFinding(error, place)];
  } finally {
    transport.close();
  }
}

/** `a***@example.com`: enough to know it again. */
function masked(address: string): string {
  const [user = '', domain = ''] = address.split('@');
  return `${user.slice(0, 1)}***@${domain}`;
}

function mailer(options: Options, tools: ChannelTools) {
  const connection = connected(options);
  const sender = senderOf(options);
  return async (message: Outgoing, signal: AbortSignal): Promise<Delivery> => {
    const late = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE)]);
    const id = `<${sayingOf(message)}@${sender.address.split('@')[1]}>`;
    try {
      const info = await connection.send({ ...written(message, options, tools), sender, id }, late);
      if (info.refused.length === 0) return { kind: 'delivered', remoteId: id };
      const remark = `mail is not taken for ${info.refused.map(masked).join(', ')}`;
      tools.warn(remark);
      return { kind: 'delivered', remoteId: id, remark };
    } catch (error) {
      const cause = late.aborted ? { code: 'EABORT' } : error;
      return mailFailure(cause, { host: options.host, user: options.user });
    }
  };
}

function senderOf({ from, user }: Options): MailAddress {
  return from ?? mailAddress.parse(user);
}

function written(message: Outgoing, { subject }: Options, tools: ChannelTools) {
  const text = shortened(tools.text(message.reply), MOST_TEXT);
  const [title = ''] = firstLines(text, 1);
  const { about } = message;
  const values = {
    title,
    severity: about?.whole.severity ?? '',
    state: about?.whole.state ?? '',
    target: about?.target ?? '',
    rule: about?.rule ?? '',
    id: about ? `#${about.id}` : '',
  };
  return {
    text,
    subject: oneLine(filled(subject, values) ?? title, MOST_SUBJECT),
    replyTo: message.replyTo,
  };
}

type Mail = ReturnType<typeof written> & { readonly sender: MailAddress; readonly id: string };

/** A connection that is made with the first message and stays while there are more. */
function connected(options: Options) {
  let transport: ReturnType<typeof connect> | null = null;
  let idle: NodeJS.Timeout | null = null;
  const close = () => {
    transport?.then((one) => one.close()).catch(() => {});
    transport = null;
  };
  return {
    async send({ sender, id, replyTo, ...mail }: Mail, signal: AbortSignal) {
      if (idle !== null) clearTimeout(idle);
      transport ??= connect(options);
      try {
        const one = await orAbort(transport, signal);
        const info = await one.sendMail({
          ...mail,
          // Copies: it writes into what it is given.
          ...{ signal, from: { ...sender }, to: options.to.map((to) => ({ ...to })) },
          messageId: id,
          ...(replyTo !== null && { inReplyTo: replyTo, references: [replyTo] }),
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        });
        return { refused: (info.rejected ?? []).map(String) };
      } catch (error) {
        close();
        throw error;
      } finally {
        idle = setTimeout(close, IDLE);
        idle.unref();
      }
    },
  };
}

async function connect({ host, security, user, password, ca, ...options }: Options) {
  const [{ createTransport }, authority] = await Promise.all([
    import('nodemailer'),
    ca === undefined ? null : readFile(ca),
  ]);
  return createTransport({
    ...{ host, port: options.port ?? PORT[security], pool: true },
    ...{ maxConnections: 1, maxRequeues: 0 },
    // Never in the open unless that was said: a server that offers no TLS is refused.
    ...{ secure: security === 'tls', requireTLS: security === 'starttls' },
    ...(security === 'none' && { ignoreTLS: true }),
    ...(user !== undefined && password !== undefined && { auth: { user, pass: password } }),
    tls: { minVersion: 'TLSv1.2', ...(authority && { ca: authority }) },
    ...{ connectionTimeout: SILENCE, greetingTimeout: SILENCE, socketTimeout: SILENCE },
    ...{ dnsTimeout: SILENCE, disableFileAccess: true, disableUrlAccess: true },
  });
}
