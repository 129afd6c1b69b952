import { CheckFailure } from './kind.ts';

const STRANGER = 'has a certificate of an authority that is not known here: name it with `ca`';

const OURS = 'asks for our certificate, or does not believe it: mend `cert` and `key`';

const NO_NAME = 'has no address: DNS knows no such name';
const NO_DNS = 'has no address: DNS does not answer';

const OLD = 'speaks no version of TLS that is safe: it must speak TLS 1.2 or 1.3';
const NO_HANDSHAKE =
  'refuses the TLS handshake: no cipher in common, or it asks for our certificate (`cert`, `key`)';

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses connections: nothing listens there',
  ECONNRESET: 'broke the connection off',
  EHOSTUNREACH: 'cannot be reached: no way to that host',
  ENETUNREACH: 'cannot be reached: no way to that network',
  ENOTFOUND: NO_NAME,
  EAI_AGAIN: NO_DNS,
  // Of a name that is asked of DNS alone.
  ...{ ENODATA: NO_NAME, ETIMEOUT: NO_DNS, ESERVFAIL: NO_DNS, EREFUSED: NO_DNS },
  ETIMEDOUT: 'does not answer',
  EPIPE: 'closed the connection early',
  UND_ERR_SOCKET: 'closed the connection early',
  UND_ERR_CONNECT_TIMEOUT: 'does not answer',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'closed the connection early',
  UND_ERR_INFO: 'closed the connection early',
  UND_ERR_PRX_CONN: 'closed the connection early',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'answers with more than is read',
  UND_ERR_HEADERS_OVERFLOW: 'answers with more headers than are read (16 kB)',
  CERT_HAS_EXPIRED: 'has a certificate that has expired: renew it',
  CERT_NOT_YET_VALID: 'has a certificate that is not valid yet: look at the clocks',
  ERR_TLS_CERT_ALTNAME_INVALID: 'has a certificate for another name',
  DEPTH_ZERO_SELF_SIGNED_CERT: STRANGER,
  SELF_SIGNED_CERT_IN_CHAIN: STRANGER,
  UNABLE_TO_GET_ISSUER_CERT: STRANGER,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: STRANGER,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: STRANGER,
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'asks for our certificate: write `cert` and `key`',
  'ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE': OURS,
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: OURS,
  CERT_SIGNATURE_FAILURE: 'has a certificate whose signature is wrong',
  CERT_REVOKED: 'has a certificate that was revoked',
  INVALID_PURPOSE: 'has a certificate that is not made for servers',
  EPROTO: 'breaks the TLS handshake off',
  ERR_SSL_UNSUPPORTED_PROTOCOL: OLD,
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: OLD,
  ERR_SSL_WRONG_SIGNATURE_TYPE: OLD,
  ERR_SSL_EE_KEY_TOO_SMALL: 'has a certificate with a key that is too short',
  ERR_SSL_CA_MD_TOO_WEAK: 'has a certificate with a signature that is too weak',
  ERR_SSL_DH_KEY_TOO_SMALL: 'offers a key exchange that is too weak',
  ERR_SSL_SSL_ALERT_HANDSHAKE_FAILURE: NO_HANDSHAKE,
  'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE': NO_HANDSHAKE,
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: NO_HANDSHAKE,
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME: 'serves no such name',
  ERR_SSL_HTTP_REQUEST: 'answers, but not in TLS',
  ERR_SSL_WRONG_VERSION_NUMBER: 'answers, but not in TLS',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'answers, but not in TLS',
};

/** Why something at `place` could not be reached, in words; an error that has none is given back as it is. */
export function reached(error: unknown, place: string): unknown {
  if (error instanceof CheckFailure) return error;
  const reason = reasonOf(error);
  return reason === undefined ? error : new CheckFailure(`${place} ${reason}`, { cause: error });
}

/** What a code of a network or of TLS means, in words that follow a place. */
export function reasonFor(code: string): string | undefined {
  if (code.startsWith('ERR_HTTP2_')) return 'breaks the HTTP/2 connection off';
  const isTls = code.startsWith('ERR_SSL_');
  return REASONS[code] ?? (isTls ? `breaks the TLS handshake off (${code})` : undefined);
}

/** Of an error, or of the first of several, such as one for each address. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'HTTPParserError') return 'answers, but not in HTTP';
  const { code } = error as { code?: unknown };
  // Databases have numbers there, of their own.
  return (typeof code === 'string' ? reasonFor(code) : undefined) ?? reasonOf(error.cause);
}
