import type { Socket } from 'node:net';

/**
 * Gives the first line a peer sends; null when it sends none, more than `most` bytes, or goes away. Only a line feed
 * ends a line: JSON may hold other characters that readline takes for one.
 */
export function firstLine(socket: Socket, most: number): Promise<string | null> {
  return new Promise((done) => {
    const parts: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer) => {
      const end = chunk.indexOf('\n');
      parts.push(end === -1 ? chunk : chunk.subarray(0, end));
      size += chunk.length;
      if (size > most) finish(null);
      else if (end !== -1) finish(Buffer.concat(parts).toString('utf8'));
    };
    const onEnd = () => finish(null);
    function finish(line: string | null): void {
      socket.off('data', onData);
      socket.off('close', onEnd);
      socket.off('end', onEnd);
      done(line);
    }
    socket.on('data', onData);
    socket.on('close', onEnd);
    socket.on('end', onEnd);
  });
}
