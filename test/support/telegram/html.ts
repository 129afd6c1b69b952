/** Tags of Telegram's HTML mode: https://core.telegram.org/bots/api#html-style */
const TAGS = new Set([
  'b',
  'strong',
  'i',
  'em',
  'u',
  'ins',
  's',
  'strike',
  'del',
  'span',
  'tg-spoiler',
  'a',
  'tg-emoji',
  'code',
  'pre',
  'blockquote',
]);

const NAMED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' };

/** A marked piece; `offset` and `length` in UTF-16 units of the text. */
export interface Entity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
}

interface Open {
  readonly name: string;
  readonly offset: number;
  readonly url: string | null;
}

export type ParsedHtml =
  | { readonly kind: 'parsed'; readonly text: string; readonly entities: readonly Entity[] }
  | { readonly kind: 'refused'; readonly reason: string };

/** Reads text as Telegram's HTML mode does; `text` is what people see. Refusals read as Telegram's own. */
export function parseHtml(source: string): ParsedHtml {
  const open: Open[] = [];
  const entities: Entity[] = [];
  let text = '';
  let at = 0;
  while (at < source.length) {
    if (source[at] !== '<') {
      const end = source.indexOf('<', at);
      text += unescapeHtml(source.slice(at, end === -1 ? undefined : end));
      at = end === -1 ? source.length : end;
      continue;
    }
    const tag = readTag(source.slice(at), open, text.length);
    if (tag.kind === 'refused') return { ...tag, reason: `${tag.reason} at byte offset ${at}` };
    entities.push(...tag.closed.map((one) => entityOf(one, text.length)));
    at += tag.length;
  }
  const left = open.pop();
  if (left !== undefined) {
    return {
      kind: 'refused',
      reason: `Can't find end tag corresponding to start tag "${left.name}"`,
    };
  }
  const ordered = entities.filter(({ length }) => length > 0).sort((a, b) => a.offset - b.offset);
  return { kind: 'parsed', text, entities: ordered };
}

function readTag(
  rest: string,
  open: Open[],
  offset: number,
): { kind: 'read'; length: number; closed: readonly Open[] } | { kind: 'refused'; reason: string } {
  const found = /^<(\/?)([a-zA-Z-]*)((?:\s+[a-z-]+(?:="[^"<]*")?)*)\s*>/.exec(rest);
  const [whole = '', slash, name = ''] = found ?? [];
  if (!found) {
    const [, word = ''] = /^<\/?([^\s>]*)/.exec(rest) ?? [];
    return { kind: 'refused', reason: `Unsupported start tag "${word}"` };
  }
  if (slash === '/') {
    const last = open.pop();
    if (last?.name !== name) return { kind: 'refused', reason: `Unexpected end tag "${name}"` };
    return { kind: 'read', length: whole.length, closed: [last] };
  }
  if (!TAGS.has(name)) return { kind: 'refused', reason: `Unsupported start tag "${name}"` };
  const around = open.at(-1)?.name;
  if (around === 'code' || (around === 'pre' && name !== 'code')) {
    return { kind: 'refused', reason: `"${around}" can't contain "${name}"` };
  }
  const [, url = null] = /\shref="([^"]*)"/.exec(whole) ?? [];
  open.push({ name, offset, url: url === null ? null : unescapeHtml(url) });
  return { kind: 'read', length: whole.length, closed: [] };
}

const TYPES: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  span: 'spoiler',
  'tg-spoiler': 'spoiler',
  a: 'text_link',
};

function entityOf({ name, offset, url }: Open, end: number): Entity {
  const type = TYPES[name] ?? name;
  return { type, offset, length: end - offset, ...(url === null ? {} : { url }) };
}

function unescapeHtml(text: string): string {
  return text.replace(/&(lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);/g, (_, name: string) => {
    if (name.startsWith('#x')) return String.fromCodePoint(Number.parseInt(name.slice(2), 16));
    if (name.startsWith('#')) return String.fromCodePoint(Number.parseInt(name.slice(1), 10));
    return NAMED[name] ?? '';
  });
}
