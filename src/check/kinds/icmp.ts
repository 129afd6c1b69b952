import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostName, whole } from '../../config/fields.ts';
import { type CheckContext, CheckFailure, checkKind } from '../kind.ts';
import { pingRefusal, pingSummary } from '../ping-output.ts';
import { quoted } from '../refusal.ts';

/** Characters of what the program prints that are kept; its summary stands at the end. */
const MOST_OUTPUT = 16_384;

/** Exit code of a program that `env` does not find: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/env.html */
const NOT_FOUND = 127;

/** Runs its words with nothing of our environment, which holds secrets, but where programs are found. */
const BARE = 'exec env -i PATH="$PATH" LC_ALL=C "$@"';

/** A machine that answers pings. Only some programs may send them, so the system's own does it. */
export const icmp = checkKind({
  kind: 'icmp',
  summary: 'a machine answers pings',
  keys: {
    host: hostName,
    count: whole(1, 5, 'a number of pings').default(3),
  },
  facts: {
    loss: 'percent of the pings that were not answered',
    rtt_ms: 'milliseconds there and back, on average',
    latency_ms: 'the same as `rtt_ms`',
  },
  expect: () => ['loss < 100'],
  subject: ({ host }) => host,
  async run({ host, count }, context) {
    context.waitFor(`the pings of ${host}`);
    const { code, said, wrong } = await pinged(host, count, context);
    if (code === NOT_FOUND) {
      const message = 'this machine has no program ping: install it (Debian: iputils-ping)';
      throw new CheckFailure(message, { status: 'error' });
    }
    const summary = pingSummary(said);
    if (summary === null) throw refused(host, wrong);
    const { loss, rtt } = summary;
    return { facts: { loss, rtt_ms: rtt }, latency: rtt };
  },
});

function refused(host: string, wrong: string): CheckFailure {
  const known = pingRefusal(wrong);
  if (known === null) {
    const why = wrong.trim() === '' ? 'nothing that can be read' : quoted(wrong);
    return new CheckFailure(`ping of ${host} says ${why}`, { status: 'error' });
  }
  const { status, reason, isOfHost } = known;
  return new CheckFailure(`${isOfHost ? host : 'ping'} ${reason}`, { status });
}

async function pinged(host: string, count: number, { signal, timeout }: CheckContext) {
  // On macOS a program of its own does what is longer.
  const program = process.platform === 'darwin' && host.includes(':') ? 'ping6' : 'ping';
  const words = [program, '-n', '-q', '-c', String(count), '--', host];
  const child = spawn('/bin/sh', ['-c', BARE, 'sh', ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...{ signal, killSignal: 'SIGKILL' },
  });
  const gone = once(child, 'close');
  gone.catch(() => {});
  // Interrupted, it tells what it counted so far.
  const timer = setTimeout(() => child.kill('SIGINT'), timeout - Math.min(500, timeout / 4));
  const [said, wrong] = [kept(child.stdout), kept(child.stderr)];
  try {
    const [code] = (await gone) as [number | null];
    return { code, said: said(), wrong: wrong() };
  } finally {
    clearTimeout(timer);
  }
}

/** The end of what comes. */
function kept(output: ChildProcess['stdout']): () => string {
  let text = '';
  output?.setEncoding('utf8').on('data', (chunk: string) => {
    text = `${text}${chunk}`.slice(-MOST_OUTPUT);
  });
  return () => text;
}
