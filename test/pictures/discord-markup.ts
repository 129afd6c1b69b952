import { ago, clock, escapeHtml } from './html.ts';

/** Only punctuation can be escaped: https://support.discord.com/hc/en-us/articles/210298617 */
export function plain(text: string): string {
  return escapeHtml(text.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1'));
}

/** The part of Discord's markup that the product writes, as HTML. */
export function discordMarkup(text: string, now: number): string {
  const blocks = text.split(/(```[\s\S]*?```\n?)/g);
  return blocks
    .map((block) => {
      if (!block.startsWith('```')) return lines(block).map(lineOf(now)).join('<br>');
      const code = block.replace(/^```\n?/, '').replace(/\n?```\n?$/, '');
      return `<discord-pre embed>${escapeHtml(code)}</discord-pre>`;
    })
    .join('')
    .replaceAll('</discord-subscript><br>', '</discord-subscript>')
    .replaceAll('<br><discord-pre embed>', '<discord-pre embed>');
}

/** A span of code may go over several lines. */
function lines(text: string): readonly string[] {
  return text.match(/(?:`[^`]+`|[^\n])+|(?<=\n|^)(?=\n|$)/g) ?? [];
}

function lineOf(now: number) {
  return (line: string): string =>
    line.startsWith('-# ')
      ? `<discord-subscript>${inline(line.slice(3), now)}</discord-subscript>`
      : inline(line, now);
}

function inline(line: string, now: number): string {
  const parts = line.split(/((?:\\.)+|`[^`]+`|<t:\d+:\w>|\*\*.+?\*\*|\[[^\]]*\]\(https?:[^)]*\))/g);
  return parts.map((part) => piece(part, now)).join('');
}

function piece(part: string, now: number): string {
  if (part.startsWith('`'))
    return `<discord-code style="white-space:pre-wrap">${escapeHtml(part.slice(1, -1))}</discord-code>`;
  if (part.startsWith('**')) return `<b>${plain(part.slice(2, -2))}</b>`;
  const [, words] = /^\[([^\]]*)\]\(https?:/.exec(part) ?? [];
  if (words !== undefined) return `<discord-link href="#">${plain(words)}</discord-link>`;
  const [, seconds, style] = /^<t:(\d+):(\w)>$/.exec(part) ?? [];
  if (seconds === undefined) return plain(part);
  return `<discord-time>${timeText(Number(seconds), style ?? 't', now)}</discord-time>`;
}

/** https://docs.discord.com/developers/reference#message-formatting-timestamp-styles */
function timeText(seconds: number, style: string, now: number): string {
  if (style === 'R') return ago(seconds, now);
  if (style === 't') return clock(seconds * 1_000);
  const date = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
  const day = new Intl.DateTimeFormat('en-GB', date).format(seconds * 1_000);
  return `${day} at ${clock(seconds * 1_000)}`;
}
