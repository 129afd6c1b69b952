import type { ChannelConfig } from './config.ts';
import { type Facts, hoursText, list } from './facts.ts';

export function channelFacts(channel: ChannelConfig): Facts {
  const {
    kind,
    address,
    thread,
    style = null,
    mention = {},
    quiet,
    pushesPerHour,
    options,
  } = channel;
  return {
    kind,
    address,
    thread,
    style,
    mention: list(Object.entries(mention).map(([key, called]) => `${key} ${called.join(' ')}`)),
    quiet: quiet === null ? null : hoursText(quiet),
    severity: channel.severity ?? null,
    pushes_per_hour: pushesPerHour === null ? null : String(pushesPerHour),
    settings: options === undefined ? null : { hidden: JSON.stringify(options) },
  };
}
