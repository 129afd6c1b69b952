import type { EngineAddress } from '../../model/container.ts';
import { CollectError } from '../collector.ts';
import type { Host, Probe, ProbeAnswer } from '../remote.ts';
import { dockerEngine, type Engine, EngineError } from './docker-engine.ts';

/** What a container that is not there gives, in words without a time, as docker's own command would. */
const GONE = 'no such container\n';

/**
 * An engine that is asked directly, as far as it can answer probes: it gives the output of containers. It has no shell
 * and no loopback.
 */
export function engineHost(target: string, address: EngineAddress): Host {
  const engine = dockerEngine(address);
  return {
    async ask(probes, signal) {
      const answers = new Map<string, ProbeAnswer>();
      for (const probe of probes) {
        answers.set(probe.name, await answered(engine, probe, signal));
      }
      return answers;
    },
    async connect() {
      const context = { target, retryable: false };
      throw new CollectError('an engine has no ports of its own', context);
    },
    async run() {
      throw new CollectError('an engine has no shell', { target, retryable: false });
    },
  };
}

const NOTHING: ProbeAnswer = { end: 'ended', text: '', code: 1 };

async function answered(
  engine: Engine,
  { output, patience }: Probe,
  signal: AbortSignal,
): Promise<ProbeAnswer> {
  if (output === undefined) return NOTHING;
  const within = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(patience))]);
  try {
    return { ...NOTHING, bytes: await outputOf(engine, output, within), code: 0 };
  } catch (error) {
    signal.throwIfAborted();
    if (within.aborted) return { ...NOTHING, end: 'late', code: null, bytes: Buffer.alloc(0) };
    if (!(error instanceof EngineError)) throw error;
    return { ...NOTHING, bytes: Buffer.from(`${error.message.split('\n')[0]}\n`) };
  }
}

async function outputOf(
  engine: Engine,
  { container, since, limit }: NonNullable<Probe['output']>,
  signal: AbortSignal,
): Promise<Buffer> {
  const path = `/containers/${encodeURIComponent(container)}`;
  if (since !== null) {
    const asked = `${path}/logs?stdout=1&stderr=1&timestamps=1&since=${unixTime(since)}`;
    const bytes = await engine.read(asked, { limit, signal });
    return bytes === null ? Buffer.from(GONE) : withoutHeads(bytes);
  }
  if ((await engine.get(`${path}/json`, signal)) === null) return Buffer.from(GONE);
  const { SystemTime: now } = (await engine.get('/info', signal)) as { SystemTime?: unknown };
  const at = typeof now === 'string' ? Date.parse(now) : Number.NaN;
  return Buffer.from(Number.isNaN(at) ? GONE : `${new Date(at).toISOString()}\n`);
}

/** Seconds since 1970 with nine digits behind them, of a time as the engine writes it: more than a number holds. */
function unixTime(since: string): string {
  const [seconds = '', fraction = ''] = since.replace(/Z$/, '').split('.');
  return `${Date.parse(`${seconds}Z`) / 1_000}.${fraction.padEnd(9, '0')}`;
}

/**
 * Both outputs in their order. Without a terminal each piece stands behind eight bytes: which output, and its length.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach
 */
function withoutHeads(bytes: Buffer): Buffer {
  const pieces: Buffer[] = [];
  let at = 0;
  while (at + HEAD <= bytes.length) {
    if ((bytes[at] ?? 0) > 2 || bytes.readUIntBE(at + 1, 3) !== 0) return bytes;
    const end = at + HEAD + bytes.readUInt32BE(at + 4);
    pieces.push(bytes.subarray(at + HEAD, end));
    at = end;
  }
  return Buffer.concat(pieces);
}

const HEAD = 8;
