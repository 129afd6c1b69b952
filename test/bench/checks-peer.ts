import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SECOND } from '../../src/model/time.ts';
import { freePort, workFolder } from '../support/whole-app.ts';
import { residentMemory } from './bot.ts';
import { processorTime } from './processor.ts';

/** What a Debian package of this name holds. */
export const PEER = 'prometheus-blackbox-exporter';
const hasPeer = spawnSync(PEER, ['--version']).status === 0;

const MODULES = `modules:
  http: {prober: http, http: {preferred_ip_protocol: ip4}}
  tcp: {prober: tcp, tcp: {preferred_ip_protocol: ip4}}
`;

export interface PeerUse {
  /** Of one core, in percent. */
  readonly share: number;
  /** In MB. */
  readonly memory: number;
}

/**
 * What the exporter takes to look at `count` places in each interval, for `seconds`; null where it is not installed or fails.
 * What asks it, as Prometheus would, does not count.
 */
export async function peerUse(
  kind: 'http' | 'tcp',
  places: readonly string[],
  { interval, seconds }: { readonly interval: number; readonly seconds: number },
): Promise<PeerUse | null> {
  if (!hasPeer) return null;
  using folder = workFolder('');
  const config = join(folder.path, 'blackbox.yml');
  writeFileSync(config, MODULES);
  const port = await freePort();
  const child = spawn(
    PEER,
    [`--config.file=${config}`, `--web.listen-address=127.0.0.1:${port}`, '--log.level=error'],
    { stdio: 'ignore' },
  );
  const gone = once(child, 'exit');
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const probe = (place: string) =>
    answerOf(
      agent,
      `http://127.0.0.1:${port}/probe?module=${kind}&target=${encodeURIComponent(place)}`,
    );
  try {
    await untilUp(() => probe(places[0] ?? ''));
    const pid = child.pid ?? 0;
    const [began, before] = [performance.now(), processorTime(pid)];
    const asked = (seconds * SECOND * places.length) / interval;
    let failures = 0;
    for (let turn = 0; turn < asked; turn += 1) {
      const due = began + (turn * interval) / places.length;
      await wait(Math.max(0, due - performance.now()));
      const text = await probe(places[turn % places.length] ?? '');
      // A single probe of it may fail; more, and what is measured is not what was asked for.
      if (!text.includes('probe_success 1')) failures += 1;
      if (failures > asked / 100) return null;
    }
    const took = performance.now() - began;
    const share = (100 * (processorTime(pid) - before)) / took;
    return { share, memory: residentMemory(pid) ?? Number.NaN };
  } finally {
    agent.destroy();
    child.kill('SIGKILL');
    await gone;
  }
}

async function untilUp(ask: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const isUp = await ask().then(
      () => true,
      () => false,
    );
    if (isUp) return;
    if (tries > 200) throw new Error(`${PEER} did not start`);
    await wait(50);
  }
}

function answerOf(agent: Agent, url: string): Promise<string> {
  return new Promise((done, failed) => {
    const request = get(url, { agent, timeout: 10 * SECOND }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      response.once('end', () => done(text)).once('error', failed);
    });
    request.once('timeout', () => request.destroy(new Error('no answer')));
    request.once('error', failed);
  });
}
