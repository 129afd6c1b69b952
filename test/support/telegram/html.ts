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

export type ParsedHtml =
  | { readonly kind: 'parsed'; readonly text: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** Reads text as Telegram's HTML mode does; `text` is what people see. Refusals read as Telegram's own. */
export function parseHtml(source: string): ParsedHtml {
  const open: string[] = [];
  let text = '';
  let at = 0;
  while (at < source.length) {
    if (source[at] !== '<') {
      const end = source.indexOf('<', at);
      text += unescapeHtml(source.slice(at, end === -1 ? undefined : end));
      at = end === -1 ? source.length : end;
      continue;
    }
    const tag = readTag(source.slice(at), open);
    if (tag.kind === 'refused') return { ...tag, reason: `${tag.reason} at byte offset ${at}` };
    at += tag.length;
  }
  const left = open.pop();
  if (left !== undefined) {
    return { kind: 'refused', reason: `Can't find end tag corresponding to start tag "${left}"` };
  }
  return { kind: 'parsed', text };
}

function readTag(
  rest: string,
  open: string[],
): { kind: 'read'; length: number } | { kind: 'refused'; reason: string } {
  const found = /^<(\/?)([a-zA-Z-]*)((?:\s+[a-z-]+(?:="[^"<]*")?)*)\s*>/.exec(rest);
  const [whole = '', slash, name = ''] = found ?? [];
  if (!found) {
    const [, word = ''] = /^<\/?([^\s>]*)/.exec(rest) ?? [];
    return { kind: 'refused', reason: `Unsupported start tag "${word}"` };
  }
  if (slash === '/') {
    const last = open.pop();
    if (last !== name) return { kind: 'refused', reason: `Unexpected end tag "${name}"` };
    return { kind: 'read', length: whole.length };
  }
  if (!TAGS.has(name)) return { kind: 'refused', reason: `Unsupported start tag "${name}"` };
  const around = open.at(-1);
  if (around === 'code' || (around === 'pre' && name !== 'code')) {
    return { kind: 'refused', reason: `"${around}" can't contain "${name}"` };
  }
  open.push(name);
  return { kind: 'read', length: whole.length };
}

function unescapeHtml(text: string): string {
  return text.replace(/&(lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);/g, (_, name: string) => {
    if (name.startsWith('#x')) return String.fromCodePoint(Number.parseInt(name.slice(2), 16));
    if (name.startsWith('#')) return String.fromCodePoint(Number.parseInt(name.slice(1), 10));
    return NAMED[name] ?? '';
  });
}
