import { access, readFile } from 'node:fs/promises';
import type { ConnectConfig, utils as SshUtils } from 'ssh2';
import type { SshAddress } from '../../model/target.ts';

export type Credentials =
  | {
      readonly kind: 'ready';
      readonly config: Pick<ConnectConfig, 'privateKey' | 'agent' | 'password' | 'authHandler'>;
    }
  /** One line that says what to do; `cause` when the system gave a reason. */
  | { readonly kind: 'missing'; readonly detail: string; readonly cause?: unknown };

function missingFile(what: string, path: string, cause: unknown): Credentials {
  const code = (cause as NodeJS.ErrnoException).code;
  const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code ?? 'unknown error'})`;
  return { kind: 'missing', detail: `${what} ${path} ${why}`, cause };
}

async function keyFile(path: string, parseKey: typeof SshUtils.parseKey): Promise<Credentials> {
  let privateKey: Buffer;
  try {
    privateKey = await readFile(path);
  } catch (cause) {
    return missingFile('key file', path, cause);
  }
  const parsed = parseKey(privateKey);
  if (parsed instanceof Error) {
    const detail = /passphrase/.test(parsed.message)
      ? `key file ${path} is encrypted: add it to an SSH agent and configure the agent, or make a key without passphrase`
      : `key file ${path} holds no private key that can be read`;
    return { kind: 'missing', detail, cause: parsed };
  }
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  if (key?.isPrivateKey() !== true) {
    return { kind: 'missing', detail: `key file ${path} holds a public key, not the private one` };
  }
  return { kind: 'ready', config: { privateKey, authHandler: ['publickey'] } };
}

/**
 * How to log in: by key file, else by password, else by agent, which many machines have without being asked. One way
 * only, so that a refusal counts once against the server's limits.
 */
export async function credentials(
  address: SshAddress,
  parseKey: typeof SshUtils.parseKey,
): Promise<Credentials> {
  if (address.keyFile !== null) return keyFile(address.keyFile, parseKey);
  if (address.password !== null) {
    return { kind: 'ready', config: { password: address.password, authHandler: ['password'] } };
  }
  if (address.agent === null) {
    return { kind: 'missing', detail: 'no key file, agent or password is configured' };
  }
  try {
    await access(address.agent);
  } catch (cause) {
    return missingFile('agent socket', address.agent, cause);
  }
  return { kind: 'ready', config: { agent: address.agent, authHandler: ['agent'] } };
}
