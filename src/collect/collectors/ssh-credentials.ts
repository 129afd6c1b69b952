import { access, readFile } from 'node:fs/promises';
import type { BaseAgent, ConnectConfig, ParsedKey } from 'ssh2';
import type { SshAddress } from '../../model/target.ts';

type Ssh2 = typeof import('ssh2');

/** How it was tried to log in, for people. */
export interface LoginWay {
  readonly by: 'publickey' | 'agent' | 'password';
  readonly keyFile: string | null;
}

export type Credentials =
  | {
      readonly kind: 'ready';
      readonly way: LoginWay;
      readonly config: Pick<
        ConnectConfig,
        'privateKey' | 'passphrase' | 'agent' | 'password' | 'authHandler'
      >;
    }
  /** One line that says what to do; `cause` when the system gave a reason. */
  | { readonly kind: 'missing'; readonly detail: string; readonly cause?: unknown };

function missingFile(what: string, path: string, cause: unknown): Credentials {
  const code = (cause as NodeJS.ErrnoException).code;
  const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code ?? 'unknown error'})`;
  return { kind: 'missing', detail: `${what} ${path} ${why}`, cause };
}

/** What is wrong with a key that cannot be parsed. */
function unreadable(path: string, { message }: Error, hasPassphrase: boolean): string {
  if (hasPassphrase && /passphrase|bad decrypt|integrity/i.test(message)) {
    return `key file ${path} is encrypted with another passphrase: write the right one as \`passphrase\``;
  }
  return /passphrase/.test(message)
    ? `key file ${path} is encrypted: write its passphrase as \`passphrase: \${NAME}\`, or add the key to an SSH agent`
    : `key file ${path} holds no private key that can be read`;
}

async function keyFile(
  path: string,
  passphrase: string | undefined,
  { utils }: Ssh2,
): Promise<Credentials> {
  let privateKey: Buffer;
  try {
    privateKey = await readFile(path);
  } catch (cause) {
    return missingFile('key file', path, cause);
  }
  const parsed = utils.parseKey(privateKey, passphrase);
  if (parsed instanceof Error) {
    const detail = unreadable(path, parsed, passphrase !== undefined);
    return { kind: 'missing', detail, cause: parsed };
  }
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  if (key?.isPrivateKey() !== true) {
    return { kind: 'missing', detail: `key file ${path} holds a public key, not the private one` };
  }
  const config = { privateKey, ...(passphrase !== undefined && { passphrase }) };
  return {
    kind: 'ready',
    way: { by: 'publickey', keyFile: path },
    config: { ...config, authHandler: ['publickey'] },
  };
}

/** Public halves of key files, as they are sent. */
async function publicKeys(files: readonly string[], { utils }: Ssh2): Promise<readonly string[]> {
  const found: string[] = [];
  for (const file of files) {
    const text = await readFile(`${file}.pub`, 'utf8').catch(() => null);
    const parsed = text === null ? null : utils.parseKey(text);
    if (parsed === null || parsed instanceof Error) continue;
    const key = Array.isArray(parsed) ? parsed[0] : parsed;
    if (key !== undefined) found.push(key.getPublicSSH().toString('base64'));
  }
  return found;
}

/** The agent, with no other keys than these. */
function agentWith(socket: string, keys: readonly string[], { OpenSSHAgent }: Ssh2): BaseAgent {
  const agent = new OpenSSHAgent(socket);
  const all = agent.getIdentities.bind(agent);
  agent.getIdentities = (done) =>
    all((error, held) => {
      const mine = (held as ParsedKey[] | undefined)?.filter((key) =>
        keys.includes(key.getPublicSSH().toString('base64')),
      );
      done(error, mine);
    });
  return agent;
}

async function agentLogin(
  socket: string,
  { files, only }: { readonly files: readonly string[]; readonly only: boolean },
  ssh2: Ssh2,
): Promise<Credentials> {
  try {
    await access(socket);
  } catch (cause) {
    return missingFile('agent socket', socket, cause);
  }
  const agent = only ? agentWith(socket, await publicKeys(files, ssh2), ssh2) : socket;
  return {
    kind: 'ready',
    way: { by: 'agent', keyFile: null },
    config: { agent, authHandler: ['agent'] },
  };
}

/**
 * How to log in: by key file, else by password, else by the first key of ssh_config that can be read, else by agent,
 * which many machines have without being asked. One way only, so that a refusal counts once against the server's limits.
 */
export async function credentials(address: SshAddress, ssh2: Ssh2): Promise<Credentials> {
  const { keyFile: path, passphrase, password, agent } = address;
  if (path !== null) return keyFile(path, passphrase, ssh2);
  if (password !== null) {
    return {
      kind: 'ready',
      way: { by: 'password', keyFile: null },
      config: { password, authHandler: ['password'] },
    };
  }
  const identities = address.identities ?? { files: [], only: false };
  let first: Credentials | null = null;
  for (const file of identities.files) {
    const login = await keyFile(file, passphrase, ssh2);
    if (login.kind === 'ready') return login;
    first ??= login;
  }
  if (agent !== null) return agentLogin(agent, identities, ssh2);
  return first ?? { kind: 'missing', detail: 'no key file, agent or password is configured' };
}
