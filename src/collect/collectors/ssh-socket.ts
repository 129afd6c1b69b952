import { connect, type Socket } from 'node:net';

type Written = Parameters<Socket['write']>;

/**
 * What arrives is read into one place for all connections and copied from there, as long as it is: Node else takes 64 KiB
 * for each reading, of which the process keeps much. https://nodejs.org/api/net.html#socketconnectoptions-connectlistener
 */
const INCOMING = Buffer.allocUnsafeSlow(64 * 1_024);

/**
 * A connection to a server that sends at the end of a turn what was written in it, in one piece. ssh2 writes each packet
 * in three; without Nagle's algorithm, which makes commands wait, each would be a packet of TCP and a call of the system.
 */
export function sshSocket({ host, port }: { host: string; port: number }): Socket {
  const onread = {
    buffer: INCOMING,
    callback(length: number) {
      const chunk = Buffer.allocUnsafeSlow(length);
      INCOMING.copy(chunk, 0, 0, length);
      return socket.emit('data', chunk);
    },
  };
  const socket: Socket = connect({ host, port, noDelay: true, onread });
  // Not by a class of its own: connect puts back the write of the usual one.
  const write = socket.write.bind(socket) as (...given: Written) => boolean;
  let gathers = false;
  socket.write = (...given: unknown[]) => {
    if (!gathers) {
      gathers = true;
      socket.cork();
      process.nextTick(() => {
        gathers = false;
        socket.uncork();
      });
    }
    return write(...(given as Written));
  };
  return socket;
}
