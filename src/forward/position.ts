import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';

/** How far a destination has taken what its queue holds. Samples are counted from the first that was ever queued. */
export interface Position {
  /** Tells this queue from one that began anew under the same name. */
  readonly queue: string;
  /** Samples that are done with. */
  readonly done: number;
  /** Where the batch ends that is being sent, so that it is sent again as the same batch; `done` when none is. */
  readonly sending: number;
  /** Where the sample after `done` lies: its segment, by the count that it begins with, and the byte there. */
  readonly segment: number;
  readonly offset: number;
}

/** Room for every number, so that a newer position overwrites an older one whole. */
const WIDTH = 128;
const LINE = /^([0-9a-f-]{36}) (\d{1,16}) (\d{1,16}) (\d{1,16}) (\d{1,16}) *\n$/;

export interface PositionFile {
  read(): Promise<Position | null>;
  /** One write of one page in its place: a killed process leaves the old or the new one, never half of each. */
  write(position: Position): Promise<void>;
  close(): Promise<void>;
}

export function newQueue(): string {
  return randomUUID();
}

/** Opens the file, or makes it. */
export async function openPosition(path: string): Promise<PositionFile> {
  const file = await open(path, 'a+', 0o600).then(async (made) => {
    // Appending would move every write to the end.
    await made.close();
    return open(path, 'r+');
  });
  return {
    async read() {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(WIDTH), 0, WIDTH, 0);
      const found = LINE.exec(buffer.subarray(0, bytesRead).toString('latin1'));
      if (!found) return null;
      const [queue = '', ...numbers] = found.slice(1);
      const [done = 0, sending = 0, segment = 0, offset = 0] = numbers.map(Number);
      return { queue, done, sending, segment, offset };
    },
    async write({ queue, done, sending, segment, offset }) {
      const line = `${[queue, done, sending, segment, offset].join(' ').padEnd(WIDTH - 1)}\n`;
      await file.write(Buffer.from(line, 'latin1'), 0, WIDTH, 0);
    },
    close: () => file.close(),
  };
}
