/** What a person does about what `reach.ts` has words for; `place` is `host` or `host:port`. */
const REPAIRS: Readonly<Record<string, (place: string) => string>> = {
  ECONNREFUSED: (place) => `start what should listen on ${place}, or write the right host and port`,
  ENOTFOUND: (place) => `write the right name instead of ${place}, or mend its entry in DNS`,
  EAI_AGAIN: () => 'write a name server that answers into /etc/resolv.conf',
  EHOSTUNREACH: (place) => `ip route get ${hostOf(place)}`,
  ENETUNREACH: (place) => `ip route get ${hostOf(place)}`,
  ETIMEDOUT: opened,
  UND_ERR_CONNECT_TIMEOUT: opened,
  ECONNRESET: opened,
  CERT_HAS_EXPIRED: (place) => `renew the certificate of ${place}`,
  CERT_NOT_YET_VALID: () => 'sudo timedatectl set-ntp true',
  ERR_TLS_CERT_ALTNAME_INVALID: (place) =>
    `write the name that the certificate is for instead of ${hostOf(place)}, or give ${place} a certificate for that name`,
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
  DEPTH_ZERO_SELF_SIGNED_CERT: strange,
  SELF_SIGNED_CERT_IN_CHAIN: strange,
  UNABLE_TO_GET_ISSUER_CERT: strange,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: strange,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: strange,
};

function opened(place: string): string {
  return `let this machine reach ${place}: open the firewall between them`;
}

function noTls(place: string): string {
  return `write the port of ${hostOf(place)} that speaks TLS, or that there is none`;
}

function strange(): string {
  return 'trust the authority: set NODE_EXTRA_CA_CERTS to the file with its certificate, or name it with `ca`';
}

function hostOf(place: string): string {
  return place.replace(/:\d+$/, '').replaceAll(/[[\]]/g, '');
}

/** The one thing to do when a place cannot be reached, by the code of the error. */
export function repairFor(code: string, place: string): string {
  return REPAIRS[code]?.(place) ?? `look from this machine: curl -v ${place}`;
}
