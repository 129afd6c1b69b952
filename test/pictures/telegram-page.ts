import type { FakeMessage } from '../support/telegram/world.ts';
import { clock, escapeHtml, PORTRAIT } from './html.ts';

/** A page that shows the messages as Telegram's client would, in its light theme. */
export function telegramPage(
  messages: readonly FakeMessage[],
  options: { title: string; now: number },
): string {
  const texts = new Map(messages.map((one) => [one.id, one.text]));
  const shown = messages.map((one) => bubble(one, texts, options.now)).join('');
  return `<!doctype html><meta charset="utf-8"><style>
    * { box-sizing: border-box; }
    body { margin: 0; font: 15px/1.38 "Noto Sans", sans-serif; }
    #shot { background: #b9d5a5; }
    header { background: #fff; padding: 9px 14px; display: flex; gap: 11px; align-items: center; }
    header img { border-radius: 50%; width: 38px; }
    header b { display: block; line-height: 1.2; }
    header small { color: #707579; font-size: 13px; }
    main { padding: 12px; display: flex; flex-direction: column; gap: 9px; }
    .message { max-width: 540px; width: fit-content; }
    .bubble { background: #fff; border-radius: 13px; padding: 7px 12px 6px; overflow-wrap: anywhere;
      box-shadow: 0 1px 1px #0002; white-space: pre-wrap; }
    .name { color: #c2410c; font-weight: 600; display: block; }
    .quote { display: block; border-left: 3px solid #c2410c; background: #c2410c14; border-radius: 4px;
      padding: 2px 8px; margin: 3px 0; font-size: 13.5px; white-space: nowrap; overflow: hidden;
      text-overflow: ellipsis; }
    .time { float: right; color: #a0a5a9; font-size: 12px; margin: 6px 0 0 12px; }
    code, pre { font-family: "DejaVu Sans Mono", monospace; font-size: 13px; color: #1b6aa5; margin: 0; }
    .buttons { display: flex; gap: 5px; margin-top: 5px; }
    .buttons span { flex: 1; text-align: center; background: #64935a; color: #fff; font-weight: 500;
      border-radius: 9px; padding: 7px 4px; font-size: 14.5px; }
  </style><div id="shot"><header><img src="${PORTRAIT}" alt=""><div><b>${escapeHtml(options.title)}</b>
  <small>4 members</small></div></header><main>${shown}</main></div>`;
}

/** What was sent is Telegram's own HTML, so it goes into the page as it is. */
function bubble(
  { source, buttons, replyTo, edits }: FakeMessage,
  texts: ReadonlyMap<number, string>,
  now: number,
): string {
  const answered = replyTo === null ? undefined : texts.get(replyTo);
  const quote =
    answered === undefined
      ? ''
      : `<span class="quote">${escapeHtml(answered.split('\n')[0] ?? '')}</span>`;
  const keys = buttons.map(({ text }) => `<span>${escapeHtml(text)}</span>`).join('');
  const row = keys === '' ? '' : `<div class="buttons">${keys}</div>`;
  const time = `${edits > 0 ? 'edited ' : ''}${clock(now)}`;
  return `<div class="message"><div class="bubble"><span class="name">Tocsin</span>${quote}${source}<span class="time">${time}</span></div>${row}</div>`;
}
