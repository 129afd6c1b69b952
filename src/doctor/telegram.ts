import type { Examination, Finding } from '../model/finding.ts';
import { bad, fine, warning } from '../model/finding.ts';
import { SECOND } from '../model/time.ts';
import type { Asking } from './asking.ts';
import { ask, clockFindings } from './asking.ts';

/** A rival that polls comes back within so long; a shorter look would not meet it. */
const RIVAL_WITHIN = 3 * SECOND;

export const TELEGRAM_TOKEN_REPAIR =
  'Telegram: write /mybots to @BotFather → the bot → API Token: put it into TELEGRAM_BOT_TOKEN of .env, then restart';

export interface TelegramPlace {
  readonly token: string;
  readonly apiRoot: string;
}

export interface TelegramChannel {
  readonly name: string;
  /** Chat id. */
  readonly address: string;
  readonly thread: string | null;
  readonly style?: 'forum' | 'threads';
}

/** What a call gave, or what Telegram says against it: https://core.telegram.org/bots/api#making-requests */
type Told =
  | { readonly kind: 'done'; readonly result: unknown; readonly ahead: number | null }
  | {
      readonly kind: 'refused';
      readonly code: number;
      readonly description: string;
      readonly movedTo: number | null;
      readonly after: number | null;
      readonly ahead: number | null;
    }
  | { readonly kind: 'unreachable'; readonly finding: Finding };

/** Makes one call of the Bot API. */
export function telegramCall(asking: Asking, { token, apiRoot }: TelegramPlace) {
  const root = apiRoot.replace(/\/+$/, '');
  return async (method: string, params: object, signal: AbortSignal): Promise<Told> => {
    const answer = await ask(asking, `${root}/bot${token}/${method}`, {
      ...{ method: 'POST', body: JSON.stringify(params), signal },
      headers: { 'content-type': 'application/json' },
    });
    if (answer.kind === 'unreachable') return answer;
    const { ok, result, description = '', parameters = {} } = (answer.json ?? {}) as ApiAnswer;
    const { ahead, status: code } = answer;
    if (ok === true) return { kind: 'done', result, ahead };
    const { migrate_to_chat_id: movedTo = null, retry_after: after = null } = parameters;
    return { kind: 'refused', code, description, movedTo, after, ahead };
  };
}

interface ApiAnswer {
  readonly ok?: boolean;
  readonly result?: unknown;
  readonly description?: string;
  readonly parameters?: { readonly migrate_to_chat_id?: number; readonly retry_after?: number };
}

type Call = ReturnType<typeof telegramCall>;

/**
 * Whether Telegram knows the bot, nobody else takes its updates, and it may write where messages go. `isPolling`: this
 * process polls, and hears by itself of a rival.
 */
export function telegramExaminations(
  asking: Asking,
  place: TelegramPlace & { readonly isPolling: boolean },
  channels: readonly TelegramChannel[],
): readonly Examination[] {
  const call = telegramCall(asking, place);
  return [
    { area: 'telegram', name: 'bot', examine: (signal) => theBot(call, place, signal) },
    ...channels.map((channel) => ({
      ...{ area: 'telegram' as const, name: `channel ${channel.name}` },
      examine: (signal: AbortSignal) => theChat(call, { place, channel }, signal),
    })),
  ];
}

async function theBot(
  call: Call,
  place: TelegramPlace & { readonly isPolling: boolean },
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const me = await call('getMe', {}, signal);
  if (me.kind === 'unreachable') return [me.finding];
  const clock = clockFindings('Telegram', me.ahead);
  if (me.kind === 'refused') return [refused(me), ...clock];
  const { username } = me.result as { username: string };
  const known = [fine(`Telegram knows the token: the bot is @${username}`), ...clock];
  return [...known, ...(await theUpdates(call, place, signal))];
}

async function theUpdates(
  call: Call,
  { isPolling, apiRoot }: TelegramPlace & { readonly isPolling: boolean },
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const hook = await call('getWebhookInfo', {}, signal);
  if (hook.kind === 'unreachable') return [hook.finding];
  if (hook.kind === 'refused') return [refused(hook)];
  const { url = '' } = hook.result as { url?: string };
  if (url !== '') {
    const host = URL.parse(url)?.host ?? 'some address';
    const repair = `curl "${apiRoot.replace(/\/+$/, '')}/bot$TELEGRAM_BOT_TOKEN/deleteWebhook"`;
    return [bad(`a webhook to ${host} takes what people write to the bot`, repair)];
  }
  if (isPolling) return [];
  // Without an offset nothing is confirmed: what came waits for the next start.
  const query = { limit: 1, timeout: RIVAL_WITHIN / SECOND };
  const got = await call('getUpdates', query, signal);
  if (got.kind === 'unreachable') return [got.finding];
  return got.kind === 'refused' ? [refused(got)] : [fine('nobody else polls with the token')];
}

interface Placed {
  readonly place: TelegramPlace;
  readonly channel: TelegramChannel;
}

async function theChat(
  call: Call,
  { place, channel }: Placed,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { name, address } = channel;
  const seen = await call('getChat', { chat_id: address }, signal);
  // That of the bot has said so.
  if (seen.kind === 'unreachable') return [];
  if (seen.kind === 'refused') {
    if (seen.code === 401 || seen.code === 404) return [];
    return [seen.code === 400 || seen.code === 403 ? noChat(channel, seen) : refused(seen)];
  }
  const chat = seen.result as SeenChat;
  if (chat.type === 'private') return [fine(`the bot may write to ${name}`)];
  const bot = Number(place.token.split(':')[0]);
  const asked = await call('getChatMember', { chat_id: address, user_id: bot }, signal);
  if (asked.kind === 'unreachable') return [asked.finding];
  if (asked.kind === 'refused') return [noChat(channel, asked)];
  const why = whyNot(chat, asked.result as Member);
  if (why !== null)
    return [bad(`the bot may not write in ${name} (${address}): ${why.what}`, why.repair)];
  return [fine(`the bot may write in ${name}`), ...topics(channel, chat, asked.result as Member)];
}

interface SeenChat {
  readonly type: 'private' | 'group' | 'supergroup' | 'channel';
  readonly is_forum?: boolean;
  readonly permissions?: { readonly can_send_messages?: boolean };
}

/** https://core.telegram.org/bots/api#chatmember */
interface Member {
  readonly status: 'creator' | 'administrator' | 'member' | 'restricted' | 'left' | 'kicked';
  readonly can_send_messages?: boolean;
  readonly can_post_messages?: boolean;
  readonly can_manage_topics?: boolean;
}

const ADMINISTRATOR =
  'Telegram: open the chat → its name → Edit → Administrators → Add Administrator → the bot';

function whyNot(
  chat: SeenChat,
  member: Member,
): { readonly what: string; readonly repair: string } | null {
  const { status } = member;
  if (status === 'left' || status === 'kicked') {
    const repair = 'Telegram: open the chat → its name → Add Members → the bot';
    return { what: 'it is no member', repair };
  }
  if (chat.type === 'channel') {
    const may = status === 'creator' || member.can_post_messages === true;
    return may ? null : { what: 'it may not post', repair: `${ADMINISTRATOR} → Post Messages` };
  }
  const isSilenced =
    (status === 'restricted' && member.can_send_messages === false) ||
    (status === 'member' && chat.permissions?.can_send_messages === false);
  return isSilenced ? { what: 'it may send no messages', repair: ADMINISTRATOR } : null;
}

function topics(channel: TelegramChannel, chat: SeenChat, member: Member): readonly Finding[] {
  if (channel.style !== 'forum') return [];
  const key = `\`channels.${channel.name}\``;
  if (chat.is_forum !== true) {
    const repair = `Telegram: open the group → its name → Edit → Topics: turn them on; or leave out \`style: forum\` at ${key}`;
    return [bad(`${channel.name} is a group without topics`, repair)];
  }
  if (member.status === 'creator' || member.can_manage_topics === true) {
    return [fine(`the bot may open topics in ${channel.name}`)];
  }
  return [bad(`the bot may open no topics in ${channel.name}`, `${ADMINISTRATOR} → Manage Topics`)];
}

function noChat(
  { name, address }: TelegramChannel,
  { description, movedTo }: Extract<Told, { kind: 'refused' }>,
): Finding {
  const variable = { telegram: 'TELEGRAM_CHAT_ID', 'telegram-reports': 'TELEGRAM_REPORT_CHAT_ID' }[
    name
  ];
  const setting =
    variable === undefined ? `\`channels.${name}.chat\` of tocsin.yaml` : `${variable} of .env`;
  if (movedTo !== null) {
    const what = `the group ${address} (${name}) became the supergroup ${movedTo}`;
    return bad(what, `write ${movedTo} into ${setting}`);
  }
  return bad(
    `the bot is not in the chat ${address}, which ${name} means, or there is none (${description})`,
    `add the bot to the chat and send it a message there, then write the right id into ${setting}; or run npx tocsin pair`,
  );
}

/** Of an answer that is about the bot as a whole. */
function refused({ code, description, after }: Extract<Told, { kind: 'refused' }>): Finding {
  if (code === 401 || code === 404) {
    return bad(`Telegram refuses the token (${code})`, TELEGRAM_TOKEN_REPAIR);
  }
  if (code === 409) {
    return bad(
      'another program polls Telegram with this token (409)',
      'stop the other program, or take a token of its own: @BotFather → /mybots → the bot → API Token → Revoke current token',
    );
  }
  if (code === 429) {
    const what = `Telegram asks to wait ${after ?? 1} s (429): too much is asked with this token`;
    return warning(what, 'stop other programs that use this token, or wait');
  }
  const repair = code >= 500 ? 'try again in a few minutes' : 'look at TELEGRAM_API_ROOT';
  return bad(`Telegram answers ${code}: ${description}`.slice(0, 300), repair);
}
