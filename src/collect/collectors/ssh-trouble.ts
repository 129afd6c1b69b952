import type { SshAddress } from '../../model/target.ts';
import { word } from '../shell/quote.ts';
import type { LoginWay } from './ssh-credentials.ts';

/** Whose own message repeats the address: https://nodejs.org/api/errors.html#common-system-errors */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED:
    'the connection was refused: nothing listens on this port; look whether sshd runs there, and for the port',
  ECONNRESET:
    'the connection was cut off: MaxStartups of its sshd, or something such as fail2ban, may do so',
  EHOSTUNREACH: 'no way leads to this host: look whether it runs, and at firewalls and routes',
  ENETUNREACH: 'no way leads to its network: look at the routes and the network of this machine',
  ENOTFOUND: 'there is no host of this name: look for a slip in `host`, or write its address',
  EAI_AGAIN: 'its name could not be looked up: look at the name servers of this machine',
  ETIMEDOUT: 'no answer: look whether it runs, and whether a firewall drops the connection',
};

/** In ssh2's words: its own limit for the handshake, and an end before it. */
const TOO_SLOW = /Timed out while waiting for handshake/;
const CUT_OFF = /Connection lost before handshake/;
const NO_COMMON = /no matching (key exchange|cipher|C->S|S->C|C->S MAC|S->C MAC)/i;

/** Why no connection came about, and what to look at. */
export function networkTrouble(
  { host, port }: SshAddress,
  error: Error & { code?: string },
): string {
  return `cannot connect to ${host}:${port}: ${why(error)}`;
}

function why({ code, message }: Error & { code?: string }): string {
  const known = code === undefined ? undefined : REASONS[code];
  if (known !== undefined) return known;
  if (TOO_SLOW.test(message)) return 'it is too slow: the handshake was not done within 20 s';
  if (CUT_OFF.test(message)) {
    return 'the connection ended before the handshake: look whether sshd is what listens on this port, and whether MaxStartups or something such as fail2ban cuts it off';
  }
  if (NO_COMMON.test(message)) {
    return `its SSH server is too old: it offers only what is no longer safe (${message}); update it`;
  }
  return message;
}

/** Who was not let in, how it was tried, and how to be let in. */
export function refusedLogin({ host, port, user }: SshAddress, { by, keyFile }: LoginWay): string {
  const refused = `${host}:${port} refused to let ${user} in by ${by}`;
  const who = word(`${user}@${host}`);
  const place = port === 22 ? who : `-p ${port} ${who}`;
  switch (by) {
    case 'publickey':
      return `${refused}: put the key there with "ssh-copy-id -i ${word(`${keyFile}.pub`)} ${place}", or look for another user`;
    case 'agent':
      return `${refused}: none of the keys of the agent may log in; "ssh-add -l" lists them, "ssh-copy-id ${place}" puts them there`;
    case 'password':
      return `${refused}: the password is wrong, or the server takes none (PasswordAuthentication); a key is better`;
  }
}
