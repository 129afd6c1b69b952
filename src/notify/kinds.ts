import type { ChannelKind } from './channel-kind.ts';
import { email } from './channels/email.ts';
import { webhook } from './channels/webhook.ts';

/** Every kind of channel beside the chats. */
export const channelKinds: readonly ChannelKind[] = [
  // One line per file.
  email,
  webhook,
];

export function findChannelKind(kind: string): ChannelKind | undefined {
  return channelKinds.find((one) => one.kind === kind);
}
