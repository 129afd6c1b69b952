import { CheckFailure } from './kind.ts';

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses connections: nothing listens there',
  ECONNRESET: 'broke the connection off',
  EHOSTUNREACH: 'cannot be reached: no way to that host',
  ENETUNREACH: 'cannot be reached: no way to that network',
  ENOTFOUND: 'has no address: DNS knows no such name',
  EAI_AGAIN: 'has no address: DNS does not answer',
  ETIMEDOUT: 'does not answer',
  EPIPE: 'closed the connection early',
  UND_ERR_SOCKET: 'closed the connection early',
};

/** Why something at `place` could not be reached, in words; an error that has none is given back as it is. */
export function reached(error: unknown, place: string): unknown {
  const code = codeOf(error);
  const reason = code?.startsWith('HPE_') ? 'answers, but not in HTTP' : REASONS[code ?? ''];
  return reason === undefined ? error : new CheckFailure(`${place} ${reason}`, { cause: error });
}

/** Of an error, or of the first of several, such as one for each address. */
function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  if (!(error instanceof Error)) return undefined;
  const { code } = error as NodeJS.ErrnoException;
  const isKnown = code !== undefined && (code in REASONS || code.startsWith('HPE_'));
  return isKnown ? code : (codeOf(error.cause) ?? code);
}
