/** Why a call to Telegram did not work, as far as it decides what to do next. `reason` never holds the token. */
export type Failure =
  /** Asked to wait, so many milliseconds. */
  | { readonly kind: 'flood'; readonly after: number; readonly reason: string }
  /** No answer, no connection, or the server is in trouble; a later try may work. `unsure`: it may have been taken. */
  | { readonly kind: 'unavailable'; readonly reason: string; readonly unsure?: true }
  | { readonly kind: 'unauthorised'; readonly reason: string }
  /** Someone else polls with this token, or a webhook is set. */
  | { readonly kind: 'conflict'; readonly webhook: boolean; readonly reason: string }
  /** The group became a supergroup with another id. */
  | { readonly kind: 'migrated'; readonly to: string; readonly reason: string }
  /** The bot may not speak there. */
  | { readonly kind: 'forbidden'; readonly reason: string }
  /** Telegram does not accept the request; `reason` is its description. */
  | { readonly kind: 'refused'; readonly reason: string };

export const BAD_TOKEN =
  'Telegram refused the token: put a valid TELEGRAM_BOT_TOKEN into .env and restart';

/** The part of grammY's GrammyError that matters: https://core.telegram.org/bots/api#making-requests */
interface ApiAnswer {
  readonly error_code: number;
  readonly description: string;
  readonly parameters: { readonly retry_after?: number; readonly migrate_to_chat_id?: number };
}

/** Sorts what a call threw. grammY's HttpError carries the token in its nested error, which is never passed on. */
export function classify(error: unknown, redact: (text: string) => string): Failure {
  const answer = apiAnswer(error);
  if (!answer) {
    const why = cut(error);
    const reason = `Telegram cannot be reached (${why})`;
    return { kind: 'unavailable', reason, ...(UNSENT.has(why) ? {} : { unsure: true }) };
  }
  const reason = redact(answer.description);
  const { retry_after: seconds, migrate_to_chat_id: moved } = answer.parameters;
  if (moved !== undefined) return { kind: 'migrated', to: String(moved), reason };
  switch (answer.error_code) {
    case 401:
    case 404: // what Telegram says to a token that cannot be one
      return { kind: 'unauthorised', reason: BAD_TOKEN };
    case 403:
      return { kind: 'forbidden', reason };
    case 409:
      return { kind: 'conflict', webhook: reason.includes('webhook'), reason };
    case 429:
      return { kind: 'flood', after: Math.max(1, seconds ?? 1) * 1_000, reason };
    case 400:
      return { kind: 'refused', reason };
    default:
      return {
        kind: 'unavailable',
        reason: `Telegram answered ${answer.error_code}: ${reason}`,
        unsure: true,
      };
  }
}

/** No connection came about, so that nothing was sent. */
const UNSENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

function apiAnswer(error: unknown): ApiAnswer | null {
  if (!(error instanceof Error) || error.name !== 'GrammyError') return null;
  const { error_code, description, parameters } = error as Error & Partial<ApiAnswer>;
  return {
    error_code: typeof error_code === 'number' ? error_code : 0,
    description: String(description),
    parameters: parameters ?? {},
  };
}

/** A short name of a network failure, such as ECONNREFUSED; never its message, which holds the address with the token. */
function cut(error: unknown): string {
  const inner = (error as { error?: unknown }).error ?? error;
  const { code, type, name } = inner as { code?: unknown; type?: unknown; name?: unknown };
  if (name === 'AbortError' || name === 'TimeoutError' || type === 'aborted') return 'no answer';
  if (type === 'invalid-json') return 'its answer was not JSON';
  return [code, type, name].find((one) => typeof one === 'string') as string;
}

/** Removes the token, by value, whole and without the bot's id. */
export function redactor(token: string): (text: string) => string {
  const secrets = [token, encodeURIComponent(token), token.split(':')[1] ?? ''];
  return (text) =>
    secrets
      .filter((secret) => secret.length >= 6)
      .reduce((clean, secret) => clean.replaceAll(secret, '<token>'), text);
}
