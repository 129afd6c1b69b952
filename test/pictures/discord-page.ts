import { join } from 'node:path';
import type { APIActionRowComponent, APIEmbed, APIMessage } from 'discord-api-types/v10';
import { build } from 'esbuild';
import { ago, clock, escapeHtml, PORTRAIT } from './html.ts';

const ROOT = join(import.meta.dirname, '../..');
const BUTTON = { 1: 'primary', 2: 'secondary', 3: 'success', 4: 'destructive' } as const;

/** A page that shows the messages as Discord's own client would, in its dark theme. */
export async function discordPage(
  messages: readonly APIMessage[],
  options: { channel: string; now: number },
): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: "import '@skyra/discord-components-core';", resolveDir: ROOT },
    bundle: true,
    write: false,
    format: 'esm',
    minify: true,
  });
  const script = outputFiles[0]?.text.replaceAll('</script', '<\\/script') ?? '';
  const shown = messages.map((one) => message(one, options.now)).join('');
  return `<!doctype html><meta charset="utf-8"><style>
    body { margin: 0; background: #1a1a1e; font-family: "Noto Sans", sans-serif; }
    discord-messages { border: 0; min-height: 0; padding: 4px 0 14px; }
    header { color: #f2f3f5; font-weight: 600; font-size: 15px; padding: 12px 16px;
      border-bottom: 1px solid #2b2b30; background: #1a1a1e; }
    header span { color: #80848e; font-size: 19px; margin-right: 7px; }
  </style><div id="shot"><header><span>#</span>${escapeHtml(options.channel)}</header>
  <discord-messages no-background>${shown}</discord-messages></div>
  <script type="module">${script}</script>`;
}

function message({ embeds, components, timestamp }: APIMessage, now: number): string {
  const rows = (components ?? []) as APIActionRowComponent<never>[];
  const time = `Today at ${clock(Date.parse(timestamp))}`;
  return `<discord-message author="Tocsin" avatar="${PORTRAIT}" bot timestamp="${time}">
    ${embeds.map((one) => embed(one, now)).join('')}${attachments(rows)}</discord-message>`;
}

function embed({ title, description, fields = [], footer, color }: APIEmbed, now: number): string {
  const line = `#${(color ?? 0).toString(16).padStart(6, '0')}`;
  const body = description
    ? `<discord-embed-description slot="description">${markdown(description, now)}</discord-embed-description>`
    : '';
  const cells = fields.map(({ name, value, inline }, index) => {
    const place = inline ? `inline inline-index="${(index % 3) + 1}"` : '';
    return `<discord-embed-field field-title="${plain(name)}" ${place}>${markdown(value, now)}</discord-embed-field>`;
  });
  const table = cells.length
    ? `<discord-embed-fields slot="fields">${cells.join('')}</discord-embed-fields>`
    : '';
  const small = footer
    ? `<discord-embed-footer slot="footer">${escapeHtml(footer.text)}</discord-embed-footer>`
    : '';
  const heading = title ? `embed-title="${plain(title)}"` : '';
  return `<discord-embed slot="embeds" color="${line}" ${heading}>${body}${table}${small}</discord-embed>`;
}

function attachments(rows: readonly APIActionRowComponent<never>[]): string {
  if (rows.length === 0) return '';
  const shown = rows.map(({ components }) => {
    const buttons = (components as { style: keyof typeof BUTTON; label?: string }[]).map(
      ({ style, label = '' }) =>
        `<discord-button type="${BUTTON[style]}">${escapeHtml(label)}</discord-button>`,
    );
    return `<discord-action-row>${buttons.join('')}</discord-action-row>`;
  });
  return `<discord-attachments slot="components">${shown.join('')}</discord-attachments>`;
}

/** Only punctuation can be escaped: https://support.discord.com/hc/en-us/articles/210298617 */
function plain(text: string): string {
  return escapeHtml(text.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1'));
}

/** The part of Discord's markup that cards use. */
function markdown(text: string, now: number): string {
  const parts = text.split(/(```[\s\S]*?```|`[^`]+`|<t:\d+:\w>|\*\*.+?\*\*|\n)/g);
  return parts.map((part) => piece(part, now)).join('');
}

function piece(part: string, now: number): string {
  if (part === '\n') return '<br>';
  if (part.startsWith('```')) {
    return `<discord-pre>${escapeHtml(part.slice(3, -3))}</discord-pre>`;
  }
  if (part.startsWith('`')) return `<discord-code>${escapeHtml(part.slice(1, -1))}</discord-code>`;
  if (part.startsWith('**')) return `<discord-bold>${plain(part.slice(2, -2))}</discord-bold>`;
  const [, seconds, style] = /^<t:(\d+):(\w)>$/.exec(part) ?? [];
  if (seconds === undefined) return plain(part);
  const text = style === 'R' ? ago(Number(seconds), now) : clock(Number(seconds) * 1_000);
  return `<discord-time>${text}</discord-time>`;
}
