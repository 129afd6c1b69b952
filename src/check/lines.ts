import type { Socket } from 'node:net';
import { type Place, placeOf } from './dial.ts';
import { CheckFailure } from './kind.ts';
import { reached } from './reach.ts';

/** Bytes of one line; SMTP allows 512, SSH 255: https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1.5 */
const MOST_LINE = 2_048;

/** Bytes that may lie unread. */
const MOST_UNREAD = 65_536;

/** What a server says, line by line. */
export interface Lines {
  /**
   * The next line, without its end.
   *
   * @throws CheckFailure when the server hangs up first, or the line does not end.
   */
  next(): Promise<string>;
  /** Stops listening, such as before TLS begins; gives what was said and not read. */
  end(): string;
}

export function linesOf(socket: Socket, place: Place): Lines {
  const where = placeOf(place);
  let unread = '';
  let failure: unknown = null;
  let wake = () => {};
  function fail(reason: unknown): void {
    failure ??= reason;
    wake();
  }
  function hear(chunk: Buffer): void {
    unread += chunk.toString('latin1');
    if (unread.length > MOST_UNREAD) {
      fail(new CheckFailure(`${where} says more than it is asked for`));
      socket.destroy();
    }
    wake();
  }
  const broke = (error: Error) => fail(reached(error, where));
  const closed = () => {
    const how = unread === '' ? 'closed the connection early' : 'closed the connection in mid-line';
    fail(new CheckFailure(`${where} ${how}`));
  };
  socket.on('data', hear).once('error', broke).once('close', closed).once('end', closed);
  return {
    async next() {
      while (!unread.includes('\n') && unread.length <= MOST_LINE) {
        if (failure !== null) throw failure;
        await new Promise<void>((done) => {
          wake = done;
        });
      }
      const at = unread.indexOf('\n');
      if (at < 0 || at > MOST_LINE)
        throw new CheckFailure(`${where} says a line that does not end`);
      const said = unread.slice(0, at).replace(/\r$/, '');
      unread = unread.slice(at + 1);
      return said;
    },
    end() {
      socket.off('data', hear).off('error', broke).off('close', closed).off('end', closed);
      return unread;
    },
  };
}
