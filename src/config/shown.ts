import type { DeclaredByTarget } from '../model/declared-probe.ts';
import type { SshAddress } from '../model/target.ts';
import type { ChannelConfig, Config } from './config.ts';
import { masker } from './mask.ts';

/** Plain JSON. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

/** Stands where a secret is given. */
const SET = 'set';

/**
 * The configuration for people, durations in milliseconds: tokens, passwords and the heartbeat's address are only said
 * to be set, and whatever else a secret is part of is masked.
 */
export function shownConfig(config: Config): Json {
  const {
    secrets,
    discord,
    telegram,
    targets,
    exports,
    alertmanagers,
    heartbeatUrl,
    channels,
    ...rest
  } = config;
  const open = {
    ...rest,
    discord: discord && { ...discord, token: SET },
    telegram: telegram && { ...telegram, token: SET },
    targets: targets.map(({ ssh, declared, ...target }) => ({
      ...target,
      ...(declared !== undefined && { declared: shownProbes(declared) }),
      ssh: ssh && shownAddress(ssh),
    })),
    channels: channels.map(shownChannel),
    exports: exports.map(({ place, ...one }) => ({
      ...one,
      place: { ...place, login: place.login.kind === 'none' ? null : SET },
    })),
    alertmanagers: alertmanagers.map((one) => ({
      ...one,
      login: one.login.kind === 'none' ? null : SET,
    })),
    heartbeatUrl: heartbeatUrl && SET,
  };
  return masked(open, masker(secrets));
}

/** Of a kind of the registry only where it goes: what else is written may be a secret. */
function shownChannel({ options, ...channel }: ChannelConfig): object {
  return { ...channel, ...(options !== undefined && { settings: SET }) };
}

/** What headers hold is only said to be set. */
function shownProbes({ path, probes }: DeclaredByTarget): object {
  return {
    path,
    probes: probes.map((one) => {
      if (one.off || one.source.kind !== 'http') return one;
      const names = Object.keys(one.source.headers);
      const headers = Object.fromEntries(names.map((name) => [name, SET]));
      return { ...one, source: { ...one.source, headers } };
    }),
  };
}

function masked(value: unknown, mask: (text: string) => string): Json {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map((one) => masked(one, mask));
  if (typeof value !== 'object' || value === null) return value as number | boolean | null;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [mask(key), masked(one, mask)]),
  );
}

function shownAddress({ passphrase, jumps, ...ssh }: SshAddress): object {
  return {
    ...ssh,
    password: ssh.password && SET,
    ...(passphrase !== undefined && { passphrase: SET }),
    ...(jumps !== undefined && { jumps: jumps.map(shownAddress) }),
  };
}
