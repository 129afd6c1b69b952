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
  const reason = reasonOf(error);
  return reason === undefined ? error : new CheckFailure(`${place} ${reason}`, { cause: error });
}

/** Of an error, or of the first of several, such as one for each address. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'HTTPParserError') return 'answers, but not in HTTP';
  return REASONS[(error as NodeJS.ErrnoException).code ?? ''] ?? reasonOf(error.cause);
}
