import { uploadOf } from './body.ts';
import { parseHtml } from './html.ts';

/** Limits of https://core.telegram.org/bots/api that hold with and without the table. */
const MAX_TEXT = 4_096;
const MAX_TOAST = 200;
const MAX_CALLBACK_BYTES = 64;
const MAX_COMMANDS = 100;
/** Not documented; Telegram answers REPLY_MARKUP_TOO_LONG beyond. */
const MAX_BUTTONS = 100;
const MAX_BUTTONS_IN_ROW = 8;
/** https://core.telegram.org/bots/api#senddocument */
const MAX_DOCUMENT = 50_000_000;
const MAX_CAPTION = 1_024;

/** Parameters of one call, as the server understood them. */
export type Params = Readonly<Record<string, unknown>>;

/** What is wrong with a request, in Telegram's words where it has some; empty when nothing is. */
export function ruleViolations(method: string, params: Params): string[] {
  const wrong = [...keyboardViolations(params)];
  if (method === 'sendMessage' || method === 'editMessageText') wrong.push(...textRule(params));
  if (method === 'answerCallbackQuery' && String(params['text'] ?? '').length > MAX_TOAST) {
    wrong.push('MESSAGE_TOO_LONG');
  }
  if (method === 'sendPhoto') wrong.push(...photoRule(params, 'photo'));
  if (method === 'editMessageCaption') wrong.push(...captionRule(params));
  if (method === 'editMessageMedia') {
    const media = params['media'] as Params;
    wrong.push(...photoRule({ ...params, ...media, text: undefined }, 'media'));
  }
  if (method === 'sendDocument') wrong.push(...documentRule(params));
  if (method === 'setMyCommands') wrong.push(...commandRule(params));
  return wrong;
}

/** Text as people see it, or the reason why Telegram cannot read it. */
export function visibleText(params: Params): ReturnType<typeof parseHtml> {
  const text = String(params['text'] ?? '');
  return params['parse_mode'] === 'HTML' ? parseHtml(text) : { kind: 'parsed', text, entities: [] };
}

function textRule(params: Params): string[] {
  if (typeof params['text'] !== 'string') return ['message text is empty'];
  const seen = visibleText(params);
  if (seen.kind === 'refused') return [`can't parse entities: ${seen.reason}`];
  if (!seen.text.isWellFormed()) return ['strings must be encoded in UTF-8'];
  if (seen.text.trim() === '') return ['message text is empty'];
  return seen.text.length > MAX_TEXT ? ['message is too long'] : [];
}

/** https://core.telegram.org/bots/api#sendphoto */
const MAX_PHOTO = 10_000_000;

/** A file under a parameter, or under that of its media, and the words above it. */
function photoRule(params: Params, name: string): string[] {
  const file = uploadOf(params, name);
  if (!file) return ['there is no photo in the request'];
  const fits = file.bytes.length > 0 && file.bytes.length <= MAX_PHOTO;
  return [...(fits ? [] : ['PHOTO_INVALID_DIMENSIONS']), ...captionRule(params)];
}

function captionRule(params: Params): string[] {
  const seen = visibleText({ ...params, text: params['caption'] });
  if (seen.kind === 'refused') return [`can't parse entities: ${seen.reason}`];
  return seen.text.length > MAX_CAPTION ? ['message caption is too long'] : [];
}

function documentRule(params: Params): string[] {
  const file = uploadOf(params, 'document');
  if (!file) return ['there is no document in the request'];
  if (file.bytes.length === 0) return ['file must be non-empty'];
  if (file.bytes.length > MAX_DOCUMENT) return ['Request Entity Too Large'];
  const named = /^[^/\\]{1,255}$/.test(file.name);
  const captioned = String(params['caption'] ?? '').length <= MAX_CAPTION;
  return [
    ...(named ? [] : ['the file has no name']),
    ...(captioned ? [] : ['message caption is too long']),
  ];
}

function commandRule(params: Params): string[] {
  const commands = params['commands'];
  if (!Array.isArray(commands)) return ['commands are missing'];
  const wrong = commands.flatMap((one: { command: string; description: string }) => {
    const named = /^[a-z0-9_]{1,32}$/.test(one.command);
    const described = one.description.length >= 1 && one.description.length <= 256;
    return named && described ? [] : [`BOT_COMMAND_INVALID ${one.command}`];
  });
  return commands.length > MAX_COMMANDS ? [...wrong, 'BOT_COMMANDS_TOO_MUCH'] : wrong;
}

interface SentButton {
  readonly text?: unknown;
  readonly callback_data?: unknown;
}

interface SentMarkup {
  readonly inline_keyboard?: SentButton[][];
  readonly force_reply?: boolean;
  readonly input_field_placeholder?: string;
}

function keyboardViolations(params: Params): string[] {
  const markup = params['reply_markup'] as SentMarkup | undefined;
  if (markup?.force_reply !== undefined) return forceReplyViolations(markup);
  const rows = markup?.inline_keyboard ?? [];
  const buttons = rows.flat();
  const wrong = buttons.filter((one) => !goodButton(one)).map(() => 'BUTTON_DATA_INVALID');
  if (buttons.length > MAX_BUTTONS) wrong.push('REPLY_MARKUP_TOO_LONG');
  if (rows.some((row) => row.length === 0 || row.length > MAX_BUTTONS_IN_ROW)) {
    wrong.push('REPLY_MARKUP_INVALID');
  }
  return wrong;
}

/** https://core.telegram.org/bots/api#forcereply */
function forceReplyViolations(markup: SentMarkup): string[] {
  const { force_reply: force, inline_keyboard: keys, input_field_placeholder: words } = markup;
  const wrong = force === true && keys === undefined ? [] : ['REPLY_MARKUP_INVALID'];
  const fits = words === undefined || (words.length >= 1 && words.length <= 64);
  return fits ? wrong : [...wrong, 'INPUT_FIELD_PLACEHOLDER_INVALID'];
}

function goodButton(button: SentButton): boolean {
  if (typeof button.text !== 'string' || button.text.trim() === '') return false;
  const data = String(button.callback_data ?? '');
  if (!button.text.isWellFormed() || !data.isWellFormed()) return false;
  const bytes = Buffer.byteLength(data);
  return bytes >= 1 && bytes <= MAX_CALLBACK_BYTES;
}
