import type { Severity } from '../model/alert.ts';
import { findChannelKind } from '../notify/kinds.ts';
import type { ChannelConfig } from './config.ts';
import { COMMON_CHANNEL_KEYS } from './schema.ts';

/** What an entry says beside what every channel may. */
export function optionsOf(value: object): Readonly<Record<string, unknown>> {
  const own = Object.entries(value).filter(([key]) => !COMMON_CHANNEL_KEYS.includes(key));
  return Object.fromEntries(own);
}

/** A channel of a kind of the registry; `options` are as the kind's own keys have parsed them. */
export function ofRegistry(
  name: string,
  kind: string,
  options: Readonly<Record<string, unknown>>,
): Pick<ChannelConfig, 'name' | 'kind' | 'address' | 'thread' | 'options'> {
  const address = findChannelKind(kind)?.address(options) ?? name;
  return { name, kind, address, thread: null, options };
}

/** Values of a channel that nobody may see. */
export function channelSecrets({ kind, options }: ChannelConfig): readonly string[] {
  return options === undefined ? [] : secretsOfKind(kind, options);
}

export function secretsOfKind(
  kind: string,
  options: Readonly<Record<string, unknown>>,
): readonly string[] {
  return findChannelKind(kind)?.secrets(options) ?? [];
}

/** Whether people read what is sent there. */
export function isRead(kind: string): boolean {
  return findChannelKind(kind)?.isRead ?? true;
}

/** From which severity a channel is told while no routes are written. */
export function toldFrom(kind: string): Severity {
  return findChannelKind(kind)?.from ?? 'warning';
}

/** Whether a channel only stands in for others while no routes are written: Discord's webhook beside Discord's bot. */
export function isSpare(kind: string, all: readonly { readonly kind: string }[]): boolean {
  return kind === 'discord-webhook' && all.some((one) => one.kind === 'discord');
}
