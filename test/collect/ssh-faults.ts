import { readdirSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { type SshHost, sshHost } from '../../src/collect/collectors/ssh-host.ts';
import type { Probe, ProbeAnswer } from '../../src/collect/remote.ts';
import type { SshAddress } from '../../src/model/target.ts';
import { SECOND, systemClock } from '../../src/model/time.ts';
import { type Sshd, sshTarget, startSshd } from '../support/sshd.ts';

/** Milliseconds of each probe, and of each round. */
const PATIENCE = 150;
const ROUND = 600;
/** What a command may take beyond its time. */
const GRACE = SECOND;

const SCRIPTS: Readonly<Record<string, string>> = {
  good: 'echo good',
  hangs: 'sleep 600',
  drips: 'while :; do echo drip; sleep 0.02; done',
  floods: 'cat /dev/zero',
  dies: 'kill -9 $$; sleep 600',
  stops: 'kill -STOP $$; sleep 600',
};

export interface Faults {
  readonly rounds: number;
  /** Rounds that took longer than they may, and answers that are not what they should be. */
  readonly wrong: readonly string[];
  /** What was open before and after: files and sockets of this process, and bytes in memory. */
  readonly open: readonly [number, number];
  readonly memory: readonly [number, number];
}

function openFiles(): number {
  return readdirSync('/proc/self/fd').length;
}

type Fault = 'none' | 'drip' | 'cut' | 'silent';

/** A place in front of a server that drips, cuts, or says nothing, as it is told. */
async function faultyWay(to: number) {
  const sockets = new Set<Socket>();
  const way: { fault: Fault } = { fault: 'none' };
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    keep(near);
    if (way.fault === 'silent') return;
    const far = connect(to, '127.0.0.1');
    keep(far);
    far.on('data', (chunk) => {
      if (way.fault === 'cut') near.destroy();
      else if (way.fault === 'drip') near.write(chunk.subarray(0, 1));
      else if (way.fault === 'none') near.write(chunk);
    });
    near.on('data', (chunk) => far.write(chunk));
    near.once('close', () => far.destroy());
    far.once('close', () => near.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    way,
    port: (server.address() as { port: number }).port,
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

function addressOf(server: Sshd, more: Partial<SshAddress> = {}): SshAddress {
  const { ssh } = sshTarget(server, more);
  if (ssh === null) throw new Error('no address');
  return ssh;
}

/** Expected ends of what hangs, drips or floods; of what kills its own shell either is right. */
function fault(kind: string, answer: ProbeAnswer | undefined): string | null {
  const ends: Readonly<Record<string, readonly string[]>> = {
    good: ['ended', 'broken off'],
    hangs: ['late'],
    drips: ['late'],
    floods: ['too long', 'late'],
    dies: ['late', 'broken off'],
    stops: ['late', 'broken off'],
  };
  const isRight = answer !== undefined && ends[kind]?.includes(answer.end) === true;
  return isRight ? null : `${kind}: ${answer?.end ?? 'no answer'}`;
}

/** One round against a host with one kind of fault; how long it took, and what was wrong with it. */
async function round(host: SshHost, kind: string): Promise<string[]> {
  const probes = ['good', kind].map(
    (name, place): Probe => ({
      ...{ name: `${place}`, script: SCRIPTS[name] ?? 'echo good', patience: PATIENCE },
      limit: 64 * 1024,
    }),
  );
  const started = performance.now();
  host.retry();
  const said = await host.ask(probes, AbortSignal.timeout(ROUND)).then(
    (answers) => fault(kind, answers.get('1')),
    () => null,
  );
  const took = performance.now() - started;
  const late = took > ROUND + GRACE ? `${kind}: took ${Math.round(took)} ms` : null;
  return [said, late].flatMap((one) => one ?? []);
}

/**
 * Rounds against hosts that hang, drip, flood, refuse, change their key, die, or are cut off, and what is left open after
 * them. `settle`: rounds before the first count.
 */
export async function sshFaults(rounds: number, settle: number): Promise<Faults> {
  await using server = await startSshd(['MaxStartups 200', 'LogLevel INFO']);
  const faulty = await faultyWay(server.port);
  const deps = { clock: systemClock, random: Math.random };
  const well = sshHost('well', addressOf(server), deps);
  const hosts: Record<string, SshHost> = {
    refused: sshHost('refused', addressOf(server, { user: 'nobody-here' }), deps),
    changed: sshHost('changed', addressOf(server, { hostKey: `SHA256:${'A'.repeat(43)}` }), deps),
    closed: sshHost('closed', addressOf(server, { port: 1 }), deps),
    far: sshHost('far', addressOf(server, { port: faulty.port }), deps),
  };
  const kinds = [...Object.keys(SCRIPTS), 'refused', 'changed', 'closed', 'drip', 'cut', 'silent'];
  const wrong: string[] = [];
  const take = async (kind: string) => {
    if (kind in SCRIPTS) return round(well, kind);
    const host = hosts[kind] ?? well;
    if (kind in hosts) return round(host, 'good');
    faulty.way.fault = kind as Fault;
    faulty.cut();
    const said = await round(hosts['far'] ?? well, 'good');
    faulty.way.fault = 'none';
    return said;
  };
  let before: readonly [number, number] = [0, 0];
  for (let count = 0; count < settle + rounds; count += 1) {
    if (count === settle) before = [openFiles(), process.memoryUsage().rss];
    wrong.push(...(await take(kinds[count % kinds.length] ?? 'good')));
  }
  for (const host of [well, ...Object.values(hosts)]) host.close();
  await faulty.close();
  // Sockets that were destroyed are closed in the next turns of the loop.
  for (let turn = 0; turn < 100 && openFiles() > before[0]; turn += 1) await wait(20);
  return {
    ...{ rounds, wrong },
    open: [before[0], openFiles()],
    memory: [before[1], process.memoryUsage().rss],
  };
}
