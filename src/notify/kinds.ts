import type { ChannelKind } from './channel-kind.ts';
import { call } from './channels/call.ts';
import { discordWebhook } from './channels/discord-webhook.ts';
import { email } from './channels/email.ts';
import { file } from './channels/file.ts';
import { slack } from './channels/slack.ts';
import { sms } from './channels/sms.ts';
import { webhook } from './channels/webhook.ts';

/** Every kind of channel beside the chats. */
export const channelKinds: readonly ChannelKind[] = [
  // One line per file.
  call,
  discordWebhook,
  email,
  file,
  slack,
  sms,
  webhook,
];

export function findChannelKind(kind: string): ChannelKind | undefined {
  return channelKinds.find((one) => one.kind === kind);
}
