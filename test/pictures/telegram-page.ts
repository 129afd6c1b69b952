import { clock, escapeHtml, PORTRAIT } from './html.ts';

export interface Key {
  readonly text: string;
  readonly style?: 'primary' | 'success' | 'danger';
}

/** A message as it was sent, in Telegram's own HTML, with the rows of its keyboard. */
export interface TelegramMessage {
  readonly id: number;
  readonly source: string;
  readonly rows: readonly (readonly Key[])[];
  readonly replyTo: number | null;
  readonly edits: number;
  /** What a person wrote, where it is no message of the bot. */
  readonly mine?: true;
}

/** A page that shows the messages as Telegram's client would, in its light theme. */
export function telegramPage(
  messages: readonly TelegramMessage[],
  options: { title: string; now: number },
): string {
  const sources = new Map(messages.map((one) => [one.id, one.source]));
  const shown = messages.map((one) => bubble(one, sources, options.now)).join('');
  return `<!doctype html><meta charset="utf-8"><style>
    * { box-sizing: border-box; }
    body { margin: 0; font: 15px/1.38 "Noto Sans", sans-serif; }
    #shot { background: #b9d5a5; }
    header { background: #fff; padding: 9px 14px; display: flex; gap: 11px; align-items: center; }
    header img { border-radius: 50%; width: 38px; }
    header b { display: block; line-height: 1.2; }
    header small { color: #707579; font-size: 13px; }
    main { padding: 12px 8px; display: flex; flex-direction: column; gap: 9px; }
    .message { max-width: min(480px, 94%); width: fit-content; }
    .mine { align-self: flex-end; } .mine .bubble { background: #e3fcc9; }
    .bubble { display: flow-root; background: #fff; border-radius: 13px; padding: 7px 12px 6px; overflow-wrap: anywhere;
      box-shadow: 0 1px 1px #0002; white-space: pre-wrap; }
    .name { color: #c2410c; font-weight: 600; display: block; }
    .quote { display: block; border-left: 3px solid #c2410c; background: #c2410c14; border-radius: 4px;
      padding: 2px 8px; margin: 3px 0; font-size: 13.5px; }
    .quote b { color: #c2410c; display: block; }
    .quote span { display: block; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
    .quoting { display: grid; grid-template-columns: minmax(0, 1fr); }
    .time { float: right; color: #a0a5a9; font-size: 12px; margin: 6px 0 0 12px; }
    a { color: #1b6aa5; text-decoration: none; }
    code, pre { font-family: "DejaVu Sans Mono", monospace; font-size: 13px; color: #1b6aa5; margin: 0; }
    pre { background: #1b6aa512; border-left: 3px solid #1b6aa5; border-radius: 4px; padding: 3px 7px;
      margin: 3px 0; color: inherit; white-space: pre-wrap; }
    .row { display: flex; gap: 5px; margin-top: 5px; }
    .row span { flex: 1 1 0; min-width: 0; text-align: center; background: #64935a; color: #fff;
      font-weight: 500; border-radius: 9px; padding: 7px 4px; font-size: 14px; white-space: nowrap;
      overflow: hidden; text-overflow: ellipsis; }
    .row .primary { background: #3390ec; } .row .success { background: #35a853; }
    .row .danger { background: #d9463d; }
  </style><div id="shot"><header><img src="${PORTRAIT}" alt=""><div><b>${escapeHtml(options.title)}</b>
  <small>4 members</small></div></header><main>${shown}</main></div>`;
}

/** What was sent is Telegram's own HTML, so it goes into the page as it is. */
function bubble(
  { source, rows, replyTo, edits, mine }: TelegramMessage,
  sources: ReadonlyMap<number, string>,
  now: number,
): string {
  const answered = replyTo === null ? undefined : sources.get(replyTo);
  const first = answered?.split('\n')[0]?.replaceAll(/<[^>]*>/g, '') ?? '';
  const who = first.startsWith('/') ? 'Ana' : 'Tocsin';
  const quote =
    answered === undefined
      ? ''
      : `<span class="quoting"><span class="quote"><b>${who}</b><span>${first}</span></span></span>`;
  const keys = rows.map((row) => `<div class="row">${row.map(keyHtml).join('')}</div>`).join('');
  const time = `${edits > 0 ? 'edited ' : ''}${clock(now)}`;
  const name = mine ? '' : '<span class="name">Tocsin</span>';
  return `<div class="message ${mine ? 'mine' : ''}"><div class="bubble">${name}${quote}${blocks(source)}<span class="time">${time}</span></div>${keys}</div>`;
}

/** A block of fixed width has lines of its own anyway. */
function blocks(source: string): string {
  return source.replaceAll('\n<pre>', '<pre>').replaceAll('</pre>\n', '</pre>');
}

function keyHtml({ text, style }: Key): string {
  return `<span class="${style ?? ''}">${escapeHtml(text)}</span>`;
}
