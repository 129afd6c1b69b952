import { isAbsolute, join, resolve } from 'node:path';
import type { SshAddress } from '../model/target.ts';
import type { Entry } from './entries.ts';
import { type SshLine, type SshSettings, sshSettings } from './ssh-config.ts';

/** What this machine and its user bring to a log-in. */
export interface SshMachine {
  readonly cwd: string;
  readonly userName: string;
  readonly home: string;
  /** Socket of the SSH agent, or null. */
  readonly sshAgent: string | null;
  readonly sshConfig: readonly SshLine[];
}

type SshEntry = Extract<Entry<'targets'>['value'], { kind: 'ssh' }>;

/** More hosts on the way than anybody has. */
const MAX_JUMPS = 8;

/** Where a host is and how to log in: what tocsin.yaml says, else what ssh_config says of that name. */
export function sshAddress(value: SshEntry, machine: SshMachine): SshAddress {
  const settings = settingsOf(value.host, machine);
  const path = (text: string) => pathOf(text, machine);
  const own: SshAddress = {
    host: settings.hostName ?? value.host,
    port: value.port ?? settings.port ?? 22,
    user: value.user ?? settings.user ?? machine.userName,
    keyFile: value.key === undefined ? null : path(value.key),
    ...(value.passphrase !== undefined && { passphrase: value.passphrase }),
    password: value.password ?? null,
    agent: value.agent === undefined ? agentOf(settings, machine) : path(value.agent),
    hostKey: value.host_key ?? null,
    ...knownHostsOf(
      value.known_hosts === undefined ? settings.knownHosts : [path(value.known_hosts)],
      machine,
    ),
    ...identitiesOf(settings),
  };
  const jumps = jumpsOf(value.jump ?? settings.proxyJump, own, machine, 0);
  return jumps.length === 0 ? own : { ...own, jumps };
}

function settingsOf(host: string, { sshConfig, userName, home }: SshMachine): SshSettings {
  return sshSettings(sshConfig, { host, user: userName, home });
}

function agentOf({ identityAgent }: SshSettings, { sshAgent }: SshMachine): string | null {
  return identityAgent ?? sshAgent;
}

function knownHostsOf(
  files: readonly string[],
  machine: SshMachine,
): Pick<SshAddress, 'knownHosts' | 'moreKnownHosts'> {
  const [first = pathOf('~/.ssh/known_hosts', machine), ...more] = files;
  return more.length === 0 ? { knownHosts: first } : { knownHosts: first, moreKnownHosts: more };
}

function identitiesOf({
  identityFiles: files,
  identitiesOnly: only,
}: SshSettings): Pick<SshAddress, 'identities'> {
  return files.length === 0 && !only ? {} : { identities: { files, only } };
}

/** `user@host:port,...` as addresses; each name is looked up in ssh_config too, and the first may have its own way. */
function jumpsOf(
  jump: string | null,
  target: SshAddress,
  machine: SshMachine,
  depth: number,
): readonly SshAddress[] {
  if (jump === null || jump === 'none' || depth > MAX_JUMPS) return [];
  const hops = jump.split(',').flatMap((text) => hopOf(text.trim(), target, machine) ?? []);
  const [first] = hops;
  const before = first === undefined ? [] : jumpsOf(first.jump, target, machine, depth + 1);
  return [...before, ...hops.map(({ address }) => address)].slice(-MAX_JUMPS);
}

/** A host without keys of its own is logged in to as its target is, but never with the target's password. */
function hopOf(text: string, target: SshAddress, machine: SshMachine) {
  const match = /^(?:ssh:\/\/)?(?:([^@\s]+)@)?(\[[^\]]+\]|[^:@\s]+)(?::(\d{1,5}))?$/.exec(text);
  const name = match?.[2]?.replace(/^\[|\]$/g, '');
  if (match === null || name === undefined) return null;
  const settings = settingsOf(name, machine);
  const hasOwn = settings.identityFiles.length > 0;
  const address: SshAddress = {
    host: settings.hostName ?? name,
    port: Number(match[3] ?? settings.port ?? 22),
    user: match[1] ?? settings.user ?? machine.userName,
    keyFile: hasOwn ? null : target.keyFile,
    ...(target.passphrase !== undefined && { passphrase: target.passphrase }),
    password: null,
    agent: settings.identityAgent ?? target.agent,
    hostKey: null,
    ...knownHostsOf(settings.knownHosts, machine),
    ...(hasOwn || settings.identitiesOnly ? identitiesOf(settings) : same(target)),
  };
  return { address, jump: settings.proxyJump };
}

function same({ identities }: SshAddress): Pick<SshAddress, 'identities'> {
  return identities === undefined ? {} : { identities };
}

/** A path as a person writes it: `~` is the user's folder, and what is relative begins where we were started. */
export function pathOf(text: string, { home, cwd }: Pick<SshMachine, 'home' | 'cwd'>): string {
  if (text === '~' || text.startsWith('~/')) return join(home, text.slice(1));
  return isAbsolute(text) ? text : resolve(cwd, text);
}
