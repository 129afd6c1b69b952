import type { ContainerWatch, EngineAddress } from './container.ts';
import type { DeclaredByTarget } from './declared-probe.ts';
import type { Labels } from './sample.ts';
import type { Instant } from './time.ts';

/** `checks`: those that belong to nothing else; `alerts`: those of another product that name no target; `docker`: an engine that is asked directly. `push`: an application that tells by itself. `self` is the monitor: its own audit is its only round. */
export type TargetKind = 'local' | 'ssh' | 'docker' | 'push' | 'checks' | 'alerts' | 'self';

/** Name of the target that stands for the monitor. */
export const SELF = 'tocsin';

/** How to reach a host over SSH. The host key is always verified. */
export interface SshAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Path of a private key file, or null to use the agent or the password. */
  readonly keyFile: string | null;
  readonly password: string | null;
  /** Path of the SSH agent's socket, or null. */
  readonly agent: string | null;
  /** `SHA256:...` as `ssh-keygen -lf` prints it, or null to look it up in `knownHosts`. */
  readonly hostKey: string | null;
  /** Path of a known_hosts file. */
  readonly knownHosts: string;
  /** More of them, such as the one of the whole machine. */
  readonly moreKnownHosts?: readonly string[];
  /** Decrypts the key file. */
  readonly passphrase?: string;
  /** Key files of ssh_config, tried after what is configured here; `only`: the agent may use no others. */
  readonly identities?: { readonly files: readonly string[]; readonly only: boolean };
  /** Hosts on the way there, the nearest first; each is logged in to. */
  readonly jumps?: readonly SshAddress[];
}

/** A person stopped the rounds of a target for a while. */
export interface TargetPause {
  /** Id of the target. */
  readonly target: number;
  readonly by: { readonly id: string; readonly name: string };
  readonly at: Instant;
  /** When rounds go on by themselves; null: when somebody says so. */
  readonly until: Instant | null;
}

/** Something that is watched. `id` is the small integer of the store. */
export interface Target {
  readonly id: number;
  readonly name: string;
  readonly kind: TargetKind;
  /** Milliseconds between two rounds. */
  readonly interval: number;
  readonly labels: Labels;
  /** Name of the preset whose rules and score policy apply. */
  readonly preset: string;
  readonly ssh: SshAddress | null;
  /** Target without which this one cannot be reached, or null. */
  readonly parent: string | null;
  /** Of a `push` target: after so many milliseconds without a word it counts as unreachable. */
  readonly silentAfter?: number;
  /** Which containers matter; null: nobody looks at any. Not given: all, where there is an engine. */
  readonly containers?: ContainerWatch | null;
  /** Of a `docker` target. */
  readonly docker?: EngineAddress;
  /** For commands: why it has no rounds now. */
  readonly paused?: TargetPause | null;
  /** What is asked of its applications. */
  readonly declared?: DeclaredByTarget;
}
