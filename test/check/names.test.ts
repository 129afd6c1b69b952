import dns from 'node:dns';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { CheckKind } from '../../src/check/kind.ts';
import { checkKinds } from '../../src/check/kinds.ts';
import { freePort } from '../support/whole-app.ts';
import { ask } from './asking.ts';

const PLACES: Readonly<Record<string, (port: number) => object>> = {
  mongodb: (port) => ({ url: `mongodb://localhost:${port}/` }),
  mysql: (port) => ({ host: 'localhost', port, user: 'monitor' }),
  postgres: (port) => ({ host: 'localhost', port, user: 'monitor' }),
  rabbitmq: (port) => ({ host: 'localhost', port }),
  redis: (port) => ({ host: 'localhost', port }),
  ssh: (port) => ({ host: 'localhost', port }),
  tcp: (port) => ({ host: 'localhost', port }),
  tls: (port) => ({ host: 'localhost', port }),
};

const named = (name: string) => checkKinds.find(({ kind }) => kind === name) as CheckKind;

test.each(Object.entries(PLACES))(
  '%s looks names up as all others do, so that one that hangs holds up none',
  async (name, place) => {
    const lookup = vi.spyOn(dns, 'lookup');
    onTestFinished(() => lookup.mockRestore());
    const { reasons } = await ask(named(name), { ...place(await freePort()) }, { timeout: 2_000 });
    expect(reasons).toEqual([expect.stringContaining('refuses connections')]);
    expect(lookup.mock.calls.map(([asked]) => asked)).not.toContain('localhost');
  },
);
