import { reasonFor } from '../check/reach.ts';
import { repairFor } from '../check/repair.ts';
import type { Finding } from '../model/finding.ts';
import { bad } from '../model/finding.ts';
import { MINUTE, SECOND } from '../model/time.ts';
import type { Delivery } from './channel.ts';
import { oneLine } from './lines.ts';

/** When what somebody has to mend is tried again, and what may pass by itself. */
const MENDED = MINUTE;
const SOON = 5 * SECOND;
const MOST_SHOWN = 200;

const APP_PASSWORD =
  'Gmail takes an app password here, not the one of the account: https://myaccount.google.com/apppasswords';

const NO_TLS = 'write `security: tls` for port 465, or `none` where mail may go in the open';

/** A recipient or the text is refused. */
const ABOUT_THE_MAIL = ['EENVELOPE', 'EMESSAGE'];

/** What nodemailer's errors carry: https://nodemailer.com/errors */
interface MailError {
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly message?: string;
  readonly cause?: unknown;
}

/** What an error of a mail server or of the way to it means. */
export function mailFailure(
  error: unknown,
  { host, user = '' }: { readonly host: string; readonly user: string | undefined },
): Delivery {
  const { code = '', responseCode = 0, response, message = '' } = error as MailError;
  const said = oneLine(response ?? message, MOST_SHOWN);
  const again = (words: string, after = MENDED): Delivery => {
    return { kind: 'retry', after, reason: `${host} ${words}` };
  };
  if (code === 'EAUTH')
    return again(`refuses the login: ${said}; ${loginHint([host, user, said])}`);
  if (code === 'ETLS') return again(`does not encrypt: ${said}; ${NO_TLS}`);
  if (code === 'EABORT' || code === 'ETIMEDOUT') return again('did not answer in time', SOON);
  // 4yz may pass by itself, 5yz does not: https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1
  if (responseCode >= 400 && responseCode < 500) return again(`does not take it now: ${said}`);
  if (responseCode >= 500 && ABOUT_THE_MAIL.includes(code)) {
    return { kind: 'rejected', reason: `${host} does not take the mail: ${said}` };
  }
  const known = reasonFor(networkCode(error as MailError));
  return again(known ?? `cannot be reached: ${said}`, SOON);
}

/** What stands in the way of mail, found by a look, and what to do. */
export function mailFinding(
  error: unknown,
  place: {
    /** Of the channel. */
    readonly name: string;
    readonly host: string;
    readonly port: number;
    readonly user: string | undefined;
  },
): Finding {
  const { name, host, port, user } = place;
  const { code = '', response, message = '' } = error as MailError;
  const said = oneLine(response ?? message, MOST_SHOWN);
  const key = `\`channels.${name}\``;
  if (code === 'EAUTH') {
    const isGoogle = /gmail|google/i.test([host, user, said].join(' '));
    const repair = isGoogle ? APP_PASSWORD : `write the right \`user\` and \`password\` at ${key}`;
    return bad(`${host} refuses the login: ${said}`, repair);
  }
  if (code === 'ETLS') return bad(`${host} does not encrypt: ${said}`, `${NO_TLS}, at ${key}`);
  const network = networkCode(error as MailError);
  const words = reasonFor(network) ?? `does not take us: ${said}`;
  return bad(`${host}:${port} ${words}`, repairFor(network, `${host}:${port}`));
}

function loginHint(words: readonly string[]): string {
  return /gmail|google/i.test(words.join(' ')) ? APP_PASSWORD : 'look at `user` and `password`';
}

/** What Node says of certificates, by the code that nodemailer takes away: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const SAID: readonly (readonly [RegExp, string])[] = [
  [/certificate has expired/, 'CERT_HAS_EXPIRED'],
  [/certificate is not yet valid/, 'CERT_NOT_YET_VALID'],
  [/does not match certificate's altnames/, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  [/self-signed certificate|unable to (verify|get)/, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  [/wrong version number|packet length too long/, 'ERR_SSL_WRONG_VERSION_NUMBER'],
];

/** `ECONNREFUSED` and the like, which nodemailer replaces by codes of its own. */
function networkCode({ code = '', message = '', cause }: MailError): string {
  const inner = (cause as NodeJS.ErrnoException | undefined)?.code;
  if (inner !== undefined) return inner;
  const said = SAID.find(([words]) => words.test(message))?.[1];
  return said ?? /\bE[A-Z]{4,}\b/.exec(message)?.[0] ?? code;
}
