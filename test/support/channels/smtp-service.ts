import type { SMTPServerOptions, SMTPServerSession } from 'smtp-server';
import { SMTPServer } from 'smtp-server';
import type { Pair } from '../../check/authority.ts';
import { bind, listen } from '../discord/http.ts';
import type { Service, Taken, Trouble } from './service.ts';

export const USER = 'monitor@example.com';
export const PASSWORD = 'correct horse';

/** A mail as it came: what the envelope says, and the message with its headers. */
export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
  /** Whether it came over TLS, and who logged in. */
  readonly secure: boolean;
  readonly user: string | null;
}

export interface SmtpOptions {
  /** What TLS is spoken with; none: mail comes in the open. */
  readonly pair?: Pair;
  /** STARTTLS where it may be used, TLS from the first byte, or neither. */
  readonly security?: 'starttls' | 'tls' | 'none';
  /** Mail for it is refused. */
  readonly refuses?: (recipient: string) => boolean;
}

function failure(code: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode: code });
}

/** A mail server that asks for a login. */
export async function startSmtp({ security = 'starttls', refuses, pair }: SmtpOptions) {
  const mails: Mail[] = [];
  const taken: Taken[] = [];
  let trouble: Trouble | null = null;
  let held = 0;
  const hold = () => {
    held += 1;
  };

  const options: SMTPServerOptions = {
    ...{ ...pair?.files, secure: security === 'tls', logger: false, closeTimeout: 100 },
    ...(security === 'none' && { allowInsecureAuth: true }),
    disabledCommands: security === 'none' ? ['STARTTLS'] : [],
    ...{ authMethods: ['PLAIN', 'LOGIN'], disableReverseLookup: true },
    onConnect(_session, done) {
      if (trouble === 'never answers') return hold();
      if (trouble === 'answers 503' || trouble === 'asks to wait (429)') {
        return done(failure(421, 'too busy'));
      }
      done();
    },
    onClose() {
      held = Math.max(0, held - 1);
    },
    onAuth({ username, password }, _session, done) {
      if (trouble === 'never answers') return hold();
      if (username === USER && password === PASSWORD) return done(null, { user: USER });
      done(failure(535, '5.7.8 Username and Password not accepted.'));
    },
    onMailFrom(_address, _session, done) {
      if (trouble === 'never answers') return hold();
      const isBusy = trouble === 'asks to wait (429)' || trouble === 'answers 503';
      done(isBusy ? failure(451, '4.3.2 try again later') : null);
    },
    onRcptTo({ address }, _session, done) {
      done(refuses?.(address) ? failure(550, '5.1.1 no such mailbox') : null);
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const mail = read(Buffer.concat(chunks).toString('utf8'), session);
        mails.push(mail);
        taken.push({ key: mail.headers.get('message-id') ?? null, text: mail.text });
        if (trouble === 'loses its answer') return hold();
        done();
      });
    },
  };
  let server = new SMTPServer(options);
  server.on('error', () => {});
  const port = await listen(server.server);
  const close = () => new Promise<void>((done) => server.close(() => done()));
  return {
    port,
    mails,
    violations: [] as string[],
    taken: () => taken,
    holds: () => held > 0,
    trouble(what: Trouble | null) {
      trouble = what;
    },
    down: close,
    async up() {
      server = new SMTPServer(options);
      server.on('error', () => {});
      await bind(server.server, port);
    },
    async [Symbol.asyncDispose]() {
      if (server.server.listening) await close();
    },
  } satisfies Service & Record<string, unknown>;
}

/** Headers unfolded, and the text as it was written. */
function read(raw: string, session: SMTPServerSession): Mail {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const headers = new Map<string, string>();
  for (const line of head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const [name = '', ...value] = line.split(':');
    headers.set(name.toLowerCase(), decoded(value.join(':').trim()));
  }
  const { mailFrom, rcptTo } = session.envelope;
  return {
    from: mailFrom === false ? '' : mailFrom.address,
    to: rcptTo.map(({ address }) => address),
    headers,
    text: bodyOf(rest.join('\r\n\r\n'), headers.get('content-transfer-encoding')),
    secure: session.secure,
    user: session.user === undefined ? null : String(session.user),
  };
}

function bodyOf(body: string, encoding: string | undefined): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  return encoding === 'quoted-printable' ? quoted(body.replaceAll(/=\r?\n/g, '')) : body;
}

function quoted(text: string): string {
  const bytes = text.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Encoded words: https://www.rfc-editor.org/rfc/rfc2047 */
function decoded(value: string): string {
  return value
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([QB])\?([^?]*)\?=/gi, (_, how: string, text: string) =>
      how.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString('utf8')
        : quoted(text.replaceAll('_', ' ')),
    );
}
