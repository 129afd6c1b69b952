import { join } from 'node:path';
import type { APIEmbed, APIMessage } from 'discord-api-types/v10';
import { build } from 'esbuild';
import type { Row } from '../../src/chat/discord/components.ts';
import { discordMarkup, plain } from './discord-markup.ts';
import { clock, escapeHtml, PORTRAIT } from './html.ts';

const ROOT = join(import.meta.dirname, '../..');
const BUTTON = { 1: 'primary', 2: 'secondary', 3: 'success', 4: 'destructive' } as const;
/** https://docs.discord.com/developers/resources/message#message-object-message-flags */
const SUPPRESS_NOTIFICATIONS = 1 << 12;

/** What of a message is shown, and the command that it answers. */
export type DiscordMessage = Pick<APIMessage, 'id' | 'embeds' | 'timestamp'> &
  Partial<Pick<APIMessage, 'components' | 'message_reference' | 'flags'>> & {
    readonly asked?: string;
  };

export interface DiscordView {
  readonly channel: string;
  readonly now: number;
  /** Phones show fields that may stand beside each other below each other. */
  readonly phone: boolean;
}

/** A page that shows the messages as Discord's own client would, in its dark theme. */
export async function discordPage(
  messages: readonly DiscordMessage[],
  view: DiscordView,
): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: "import '@skyra/discord-components-core';", resolveDir: ROOT },
    bundle: true,
    write: false,
    format: 'esm',
    minify: true,
  });
  const script = outputFiles[0]?.text.replaceAll('</script', '<\\/script') ?? '';
  const shown = messages.map((one) => message(one, messages, view)).join('');
  return `<!doctype html><meta charset="utf-8"><style>
    body { margin: 0; background: #1a1a1e; font-family: "Noto Sans", sans-serif; }
    discord-messages { border: 0; min-height: 0; padding: 4px 0 14px; }
    discord-attachments { row-gap: 0; }
    discord-reply, .asked { min-width: 0; overflow: hidden; }
    .asked { display: block; color: #a3a6aa; font-size: 14px; margin: 0 0 4px 56px; }
    .asked b { color: #a8b1ff; font-weight: 500; }
    header { color: #f2f3f5; font-weight: 600; font-size: 15px; padding: 12px 16px;
      border-bottom: 1px solid #2b2b30; background: #1a1a1e; }
    header span { color: #80848e; font-size: 19px; margin-right: 7px; }
  </style><div id="shot"><header><span>#</span>${escapeHtml(view.channel)}</header>
  <discord-messages no-background>${shown}</discord-messages></div>
  <script type="module">${script}</script>`;
}

function message(one: DiscordMessage, all: readonly DiscordMessage[], view: DiscordView): string {
  const silent = ((one.flags ?? 0) & SUPPRESS_NOTIFICATIONS) !== 0 ? ' 🔕' : '';
  const time = `Today at ${clock(Date.parse(one.timestamp))}${silent}`;
  const rows = (one.components ?? []) as readonly Row[];
  return `<discord-message author="Tocsin" avatar="${PORTRAIT}" bot timestamp="${time}">
    ${above(one, all)}${one.embeds.map((each) => embed(each, view)).join('')}${attachments(rows)}
    </discord-message>`;
}

/** The message or the command that is answered. */
function above({ message_reference, asked }: DiscordMessage, all: readonly DiscordMessage[]) {
  if (asked !== undefined) {
    return `<span class="asked" slot="reply">Ana used <b>${escapeHtml(asked)}</b></span>`;
  }
  const answered = all.find(({ id }) => id === message_reference?.message_id);
  if (!answered) return '';
  // An embed has no text of its own to quote.
  return `<discord-reply slot="reply" author="Tocsin" avatar="${PORTRAIT}" bot attachment><em>Click to see attachment</em></discord-reply>`;
}

function embed(
  { title, description, fields = [], footer, color, timestamp }: APIEmbed,
  { now, phone }: DiscordView,
): string {
  const line = `#${(color ?? 0).toString(16).padStart(6, '0')}`;
  const body = description
    ? `<discord-embed-description slot="description">${discordMarkup(description, now)}</discord-embed-description>`
    : '';
  const cells = fields.map(({ name, value, inline }, index) => {
    const place = inline && !phone ? `inline inline-index="${(index % 3) + 1}"` : '';
    return `<discord-embed-field field-title="${plain(name)}" ${place}>${discordMarkup(value, now)}</discord-embed-field>`;
  });
  const table = cells.length
    ? `<discord-embed-fields slot="fields">${cells.join('')}</discord-embed-fields>`
    : '';
  const when = timestamp === undefined ? [] : [`Today at ${clock(Date.parse(timestamp))}`];
  const small = [...(footer ? [footer.text] : []), ...when].join(' • ');
  const foot = `<discord-embed-footer slot="footer">${escapeHtml(small)}</discord-embed-footer>`;
  const heading = title ? `embed-title="${plain(title)}"` : '';
  return `<discord-embed slot="embeds" color="${line}" ${heading}>${body}${table}${small === '' ? '' : foot}</discord-embed>`;
}

function attachments(rows: readonly Row[]): string {
  if (rows.length === 0) return '';
  const shown = rows.map(({ components }) => {
    const parts = components.map((one) =>
      one.type === 2
        ? `<discord-button type="${BUTTON[one.style as keyof typeof BUTTON]}">${escapeHtml(one.label ?? '')}</discord-button>`
        : `<discord-string-select-menu placeholder="${escapeHtml(one.placeholder ?? '')}" style="flex:1"></discord-string-select-menu>`,
    );
    return `<discord-action-row>${parts.join('')}</discord-action-row>`;
  });
  return `<discord-attachments slot="components">${shown.join('')}</discord-attachments>`;
}
