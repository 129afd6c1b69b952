import type { Examination } from '../model/finding.ts';
import { bad, fine, warning } from '../model/finding.ts';

/** A chat that runs, as it says of itself. */
interface Chat {
  readonly name: string;
  state(): { readonly kind: 'connecting' | 'connected' | 'down'; readonly detail: string };
}

/** How the connections of the running process to the chats fare. */
export function surfaceExaminations(chats: readonly Chat[]): readonly Examination[] {
  return chats.flatMap(({ name, state }) => {
    if (name !== 'discord' && name !== 'telegram') return [];
    return [{ area: name, name: 'connection', examine: async () => [found(name, state())] }];
  });
}

function found(name: string, { kind, detail }: ReturnType<Chat['state']>) {
  switch (kind) {
    case 'connected':
      return fine(`${name} is connected`);
    case 'connecting':
      return warning(`${name} is being connected`, 'say /doctor again in a minute');
    case 'down':
      return bad(`${name} is not connected: ${detail}`, repairOf(detail));
    default:
      return kind satisfies never;
  }
}

function repairOf(detail: string): string {
  if (!detail.startsWith('Another program polls'))
    return 'mend what the line says; it is tried again by itself';
  return 'stop the other program, or take a token of its own: @BotFather → /mybots → the bot → API Token → Revoke current token';
}
