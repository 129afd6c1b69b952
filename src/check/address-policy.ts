import { BlockList, isIP, isIPv4 } from 'node:net';
import { z } from 'zod';

/** How far checks go: `any` also reaches link-local addresses, such as the metadata services of clouds. */
const NETWORKS = ['public', 'private', 'any'] as const;
export type Network = (typeof NETWORKS)[number];

/** Key of kinds that look at an address of the web. */
export const network = z.enum(NETWORKS, `write one of ${NETWORKS.join(', ')}`).default('private');

/** What answers only on the machine or its cable. Metadata services, which give out credentials, are among them. */
const LOCAL = listOf([
  '169.254.0.0/16',
  'fe80::/10',
  // Metadata services with addresses of their own: of AWS, Google, Alibaba, Azure and Oracle.
  ...['fd00:ec2::/32', 'fd20:ce::254/128', '100.100.100.200/32'],
  ...['168.63.129.16/32', '192.0.0.192/32'],
]);

/** https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry */
const PRIVATE = listOf([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/4', '240.0.0.0/4'],
  ...['::/127', '64:ff9b:1::/48', 'fc00::/7', 'fec0::/10', 'ff00::/8'],
]);

/** Names of metadata services, which a proxy would look up by itself. */
const METADATA_NAMES = ['metadata', 'metadata.google.internal', 'metadata.goog', 'instance-data'];

/** Why a check does not go to an address, or null when it does. The address is one that was resolved, or is written as such. */
export function refusedAddress(address: string, reach: Network): string | null {
  if (reach === 'any') return null;
  const forms = formsOf(address);
  if (forms.some((form) => isIn(LOCAL, form))) {
    return `${address} is a link-local address or a metadata service, which checks do not reach unless \`network: any\` is written`;
  }
  if (reach === 'private' || !forms.some((form) => isIn(PRIVATE, form))) return null;
  return `${address} is a private address, which this check does not reach with \`network: public\``;
}

/** Why a check does not follow an address of the web, as far as its text tells; what its name resolves to is asked apart. */
export function refusedUrl(url: URL, reach: Network): string | null {
  const { protocol } = url;
  if (protocol !== 'http:' && protocol !== 'https:') {
    return `${protocol.slice(0, 32)} is neither http nor https`;
  }
  return refusedHost(url.hostname, reach);
}

/** The host of an address of the web as it is connected to: without the brackets of version 6. */
export function hostOf({ hostname }: Pick<URL, 'hostname'>): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/** Why a check does not go to a host, by its name or its address as they are written. */
export function refusedHost(hostname: string, reach: Network): string | null {
  const host = hostOf({ hostname }).replace(/\.$/, '');
  if (isIP(host) !== 0) return refusedAddress(host, reach);
  if (reach === 'any' || !METADATA_NAMES.includes(host)) return null;
  return `${host} is a metadata service, which checks do not reach unless \`network: any\` is written`;
}

/**
 * First six groups of addresses that carry one of IPv4: mapped, compatible, translated, and by NAT64, also a local one.
 * https://www.rfc-editor.org/rfc/rfc6052, https://www.rfc-editor.org/rfc/rfc8215
 */
const CARRIERS = [
  ...['0,0,0,0,0,65535', '0,0,0,0,0,0', '0,0,0,0,65535,0'],
  ...['100,65435,0,0,0,0', '100,65435,1,0,0,0'],
];

/** The address, and the IPv4 address that an IPv6 one carries. */
function formsOf(address: string): readonly string[] {
  const [plain = ''] = address.split('%');
  if (isIP(plain) !== 6) return [plain];
  const groups = groupsOf(plain);
  const dotted = (high = 0, low = 0) => [high >> 8, high & 255, low >> 8, low & 255].join('.');
  const start = groups.slice(0, 6).join();
  if (CARRIERS.includes(start)) return [plain, dotted(groups[6], groups[7])];
  // 6to4
  return groups[0] === 0x2002 ? [plain, dotted(groups[1], groups[2])] : [plain];
}

function groupsOf(address: string): readonly number[] {
  // Brings every way of writing to one, without dots.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const numbers = (text: string) =>
    text.split(':').flatMap((one) => (one === '' ? [] : [Number.parseInt(one, 16)]));
  const [first, last] = [numbers(head), numbers(tail ?? '')];
  return [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
}

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    list.addSubnet(address, Number(bits), isIPv4(address) ? 'ipv4' : 'ipv6');
  }
  return list;
}

function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}
