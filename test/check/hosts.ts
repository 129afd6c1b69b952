import { afterAll, beforeAll } from 'vitest';
import { localHost } from '../../src/collect/collectors/local-host.ts';
import { sshHost } from '../../src/collect/collectors/ssh-host.ts';
import type { Host } from '../../src/collect/remote.ts';
import type { Target } from '../../src/model/target.ts';
import { systemClock } from '../../src/model/time.ts';
import { HAS_SSHD, type Sshd, sshTarget, startSshd } from '../support/sshd.ts';

interface ClosingHost extends Host {
  close(): void;
}

export interface TestHosts {
  /** This machine, and the same over SSH where a server can be started. */
  readonly names: readonly string[];
  of(name: string): Host;
  sshd(): Sshd;
}

/** Hosts for the checks of one test file; `path` comes before the PATH of both. */
export function testHosts(path: string | null = null): TestHosts {
  const search = path === null ? (process.env['PATH'] ?? '') : `${path}:/usr/bin:/bin`;
  const hosts: Record<string, ClosingHost> = {
    'this machine': localHost('here', ['/usr/bin/env', `PATH=${search}`, '/bin/sh']),
  };
  let server: Sshd | null = null;
  beforeAll(async () => {
    if (!HAS_SSHD) return;
    server = await startSshd(path === null ? [] : [`SetEnv SHLVL=5 PATH=${search}`]);
    hosts['a host over SSH'] = over(sshTarget(server));
  });
  afterAll(async () => {
    for (const host of Object.values(hosts)) host.close();
    await server?.[Symbol.asyncDispose]();
  });
  return {
    names: ['this machine', ...(HAS_SSHD ? ['a host over SSH'] : [])],
    of(name) {
      const host = hosts[name];
      if (host === undefined) throw new Error(`no ${name}`);
      return host;
    },
    sshd() {
      if (server === null) throw new Error('no server');
      return server;
    },
  };
}

/** A host over SSH, which may not be there. */
export function over({ ssh }: Target): ClosingHost {
  if (ssh === null) throw new Error('no address');
  return sshHost('web-1', ssh, { clock: systemClock, random: Math.random });
}
