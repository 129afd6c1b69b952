import type { EngineAddress } from '../model/container.ts';

const SOCKET = /^unix:\/\/(\/[^\0]{1,1000})$/;
const TCP = /^tcp:\/\/(\[[0-9A-Fa-f:.]+\]|[\w.-]+):(\d{1,5})$/;

type Tls = Extract<EngineAddress, { kind: 'tcp' }>['tls'];

/** The address that a text of DOCKER_HOST's form gives; null when it gives none. */
export function engineAddress(text: string, tls: Tls): EngineAddress | null {
  const path = SOCKET.exec(text)?.[1];
  if (path !== undefined) return { kind: 'socket', path };
  const [, host = '', port = ''] = TCP.exec(text) ?? [];
  const number = Number(port);
  if (host === '' || number < 1 || number > 65_535) return null;
  return { kind: 'tcp', host: host.replace(/^\[|\]$/g, ''), port: number, tls };
}
