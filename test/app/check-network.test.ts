import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { ownNetwork } from '../../src/alert/own-network.ts';
import type { OwnCheck } from '../../src/app/check-book.ts';
import { asksNetwork, blamer } from '../../src/app/check-network.ts';
import { probe } from '../../src/app/probe.ts';
import { DEFAULT_ALERTING } from '../../src/config/alerting.ts';
import { SECOND } from '../../src/model/time.ts';
import { aCheck } from '../check/asking.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { freePort } from '../support/whole-app.ts';
import { checkingWorld } from './checking-world.ts';

/** This machine, by an address that does not say so. */
const ELSEWHERE = '0.0.0.0';

async function listen(port: number) {
  const server = createServer((socket) => socket.destroy());
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { close: () => new Promise((done) => server.close(done)) };
}

/** Checks of two servers, and a place that tells whether the monitor is online: each a port of this machine. */
async function watching() {
  const ports = [await freePort(), await freePort(), await freePort()] as const;
  const [quorum, ...places] = ports;
  const clock = fakeClock();
  const alerting = { ...DEFAULT_ALERTING, quorum: [`127.0.0.1:${quorum}`] };
  let asked = 0;
  const network = ownNetwork({
    clock,
    remote: () => [],
    looksFurther: () => true,
    probe() {
      asked += 1;
      return probe({ alerting } as never, new AbortController().signal);
    },
  });
  const checks = places.map((port, index) =>
    aCheck({
      ...{ name: `door-${index + 1}`, kind: 'tcp', failAfter: 1, interval: 3_600 * SECOND },
      options: { host: ELSEWHERE, port },
    }),
  );
  const world = await checkingWorld(checks, { clock, network });
  return {
    ...world,
    ports,
    asked: () => asked,
    /** Runs both, 11 s on, and lets the monitor look at itself. */
    async round() {
      await clock.advance(11 * SECOND);
      for (const { name } of checks) await world.run(name);
      await world.see(world.live.self.name, 'self.online', network.isLost() ? 0 : 1);
      return checks.map(({ name }) => world.status(name));
    },
    fired: () => world.open().map(({ rule, name }) => [rule, name].join(' ').trim()),
  };
}

test('when everything vanishes at once it is us: one alert says so, and no check is blamed', async () => {
  const world = await watching();
  const servers = await Promise.all(world.ports.map(listen));
  expect(await world.round()).toEqual(['healthy', 'healthy']);
  expect([world.asked(), world.fired()]).toEqual([0, []]);
  for (const server of servers) await server.close();
  for (let count = 0; count < 3; count += 1) {
    expect(await world.round()).toEqual(['healthy', 'healthy']);
    expect(world.fired()).toEqual(['monitor_offline']);
  }
  expect(world.reasons('door-1')).toEqual(['the monitor is offline']);
  await Promise.all(world.ports.map(listen));
  expect(await world.round()).toEqual(['healthy', 'healthy']);
  expect([world.fired(), world.errors]).toEqual([[], []]);
});

test('when the place to ask answers it is them', async () => {
  const world = await watching();
  await listen(world.ports[0]);
  expect(await world.round()).toEqual(['unhealthy', 'unhealthy']);
  expect(world.fired()).toEqual(['check_down door-1', 'check_down door-2']);
});

test('one that fails alone, and goes on, is asked about once', async () => {
  const world = await watching();
  await listen(world.ports[0]);
  await listen(world.ports[1]);
  for (let count = 0; count < 3; count += 1) {
    expect(await world.round()).toEqual(['healthy', 'unhealthy']);
  }
  expect([world.asked(), world.fired()]).toEqual([1, ['check_down door-2']]);
});

test.each([
  [{ host: '192.0.2.1' }, true],
  [{ url: 'https://shop.example.com/' }, true],
  [{ host: '127.0.0.1' }, false],
  [{ url: 'http://[::1]:8080/' }, false],
  [{ url: 'http://localhost/' }, false],
  [{ of: ['a'] }, false],
])('whether %j asks another machine: %s', (options, asks) => {
  expect(asksNetwork({ check: aCheck({ options }) } as never)).toBe(asks);
});

test('of a check that was edited it is asked anew, as of any that begins to fail', async () => {
  const own = (host: string) => ({ check: aCheck({ name: host, options: { host } }) }) as OwnCheck;
  const all = ['a.example.com', 'b.example.com', 'c.example.com'].map(own);
  let asked = 0;
  const network = {
    isLost: () => false,
    async hasLost() {
      asked += 1;
      return false;
    },
  };
  const blame = blamer({ book: { all: () => all }, network, clock: fakeClock() });
  const failed = {
    status: 'unhealthy',
    latency: null,
    reasons: [],
    details: {},
    metrics: [],
  } as const;
  const [first = own('')] = all;
  for (let run = 0; run < 2; run += 1) await blame(first, failed, 0);
  expect(asked).toBe(1);
  await blame({ ...first, check: { ...first.check, timeout: 1_000 } }, failed, 0);
  expect(asked).toBe(2);
});
