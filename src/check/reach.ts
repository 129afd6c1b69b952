import { CheckFailure } from './kind.ts';

const STRANGER = 'has a certificate of an authority that is not known here: name it with `ca`';

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
  CERT_HAS_EXPIRED: 'has a certificate that has expired: renew it',
  CERT_NOT_YET_VALID: 'has a certificate that is not valid yet: look at the clocks',
  ERR_TLS_CERT_ALTNAME_INVALID: 'has a certificate for another name',
  DEPTH_ZERO_SELF_SIGNED_CERT: STRANGER,
  SELF_SIGNED_CERT_IN_CHAIN: STRANGER,
  UNABLE_TO_GET_ISSUER_CERT: STRANGER,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: STRANGER,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: STRANGER,
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'asks for our certificate: write `cert` and `key`',
  ERR_SSL_WRONG_VERSION_NUMBER: 'answers, but not in TLS',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'answers, but not in TLS',
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
