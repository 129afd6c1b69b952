import { constants } from 'node:fs';
import { access, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { line, size, whole } from '../../config/fields.ts';
import type { Finding } from '../../model/finding.ts';
import { bad, fine } from '../../model/finding.ts';
import { MINUTE } from '../../model/time.ts';
import { orAbort } from '../../model/wait.ts';
import type { Delivery, Outgoing } from '../channel.ts';
import { type ChannelTools, channelKind } from '../channel-kind.ts';
import { oneLine } from '../lines.ts';
import { postOnly } from '../post-only.ts';

/** Characters of a line. */
const MOST_TITLE = 500;
const MOST_DETAILS = 4_000;

const keys = {
  path: line('write the path of the file, such as logs/alerts.log'),
  max_size: size(10_000).default(10e6),
  keep: whole(0, 100, 'a number of files').default(5),
};

/** A file to which each message is added as a line, `<time> <message> - <details>`. */
export const file = channelKind({
  kind: 'file',
  setUp: 'set LOG_FILE, or write {kind: file, path: logs/alerts.log}',
  from: 'info',
  isRead: false,
  keys,
  secrets: () => [],
  address: ({ path }) => path,
  examine: async (_name, { path }) => [await writable(resolve(path))],
  open(name, { path, max_size: most, keep }, tools) {
    const at = resolve(path);
    // One after the other: a file that is turned must not be written to meanwhile.
    let last: Promise<unknown> = Promise.resolve();
    return postOnly({ name, kind: 'file' }, (message, signal) => {
      const writing = last.then(() => write(at, lineOf(message, tools), { most, keep, signal }));
      last = writing.catch(() => {});
      // A disk of the network may not answer for as long as it likes.
      return orAbort(writing, signal).then(
        (): Delivery => ({ kind: 'delivered', remoteId: message.key }),
        (error: NodeJS.ErrnoException): Delivery => {
          const why = signal.aborted ? 'not in time' : (error.code ?? error.message);
          return { kind: 'retry', after: MINUTE, reason: `${path} cannot be written (${why})` };
        },
      );
    });
  },
});

async function writable(path: string): Promise<Finding> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  const place = isThere ? path : dirname(path);
  try {
    await access(place, constants.W_OK);
    return fine(`${path} can be written`);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    // The folder is made with the first line.
    if (code === 'ENOENT') return fine(`${path} is made with the first message`);
    return bad(`${path} cannot be written (${code})`, `sudo chown $(id -un) ${place}`);
  }
}

function lineOf({ reply, about }: Outgoing, { text, clock }: ChannelTools): string {
  const [title = '', ...details] = text(reply).split('\n');
  const words = oneLine(details.join(' · '), MOST_DETAILS);
  const facts = about ? [`#${about.id}`, about.severity, about.whole.state, about.target] : [];
  const rest = [...facts, words].filter((one) => one !== '').join(' · ');
  const message = oneLine(title, MOST_TITLE);
  const said = [message, ...(rest === '' ? [] : [rest])].join(' - ');
  return `${new Date(clock.now()).toISOString()} ${said}\n`;
}

/** On the disk when this ends. */
async function write(
  path: string,
  text: string,
  { most, keep, signal }: { most: number; keep: number; signal: AbortSignal },
): Promise<void> {
  signal.throwIfAborted();
  await mkdir(dirname(path), { recursive: true });
  const found = await stat(path).catch(() => null);
  if (found?.isFile() === false) throw new Error('it is no regular file');
  const before = found?.size ?? 0;
  if (before > 0 && before + Buffer.byteLength(text) > most) await turn(path, keep);
  const handle = await open(path, 'a', 0o640);
  try {
    await handle.appendFile(text);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** The newest former file is `<path>.1`. */
async function turn(path: string, keep: number): Promise<void> {
  if (keep === 0) return rm(path, { force: true });
  for (let number = keep - 1; number >= 0; number--) {
    const from = number === 0 ? path : `${path}.${number}`;
    await rename(from, `${path}.${number + 1}`).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }
}
