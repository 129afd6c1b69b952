import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { probe } from '../../src/app/probe.ts';
import { DEFAULT_ALERTING } from '../../src/config/alerting.ts';
import type { Config } from '../../src/config/config.ts';
import { aConfig } from '../support/desk.ts';
import { freePort } from '../support/whole-app.ts';

/** A port that answers, or one that refuses. */
async function port(answers: boolean): Promise<number> {
  const free = await freePort();
  if (!answers) return free;
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((done) => server.listen(free, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return free;
}

async function asked(more: Partial<Config>, signal = AbortSignal.timeout(10_000)) {
  return probe(aConfig('', more), signal);
}

const quorum = (...places: readonly string[]) => ({
  alerting: { ...DEFAULT_ALERTING, quorum: places },
});
const discord = (at: number) => ({
  discord: { token: 't', guildId: null, apiUrl: `http://127.0.0.1:${at}/api` },
});

test('one place that answers is enough', async () => {
  const [open, shut] = [await port(true), await port(false)];
  expect(await asked(quorum(`127.0.0.1:${shut}`, `127.0.0.1:${open}`))).toBe(true);
  expect(await asked(quorum(`127.0.0.1:${shut}`))).toBe(false);
});

test('without places the chats’ own servers are asked, and without chats nobody', async () => {
  const [open, shut] = [await port(true), await port(false)];
  expect(await asked(discord(open))).toBe(true);
  expect(await asked(discord(shut))).toBe(false);
  expect(await asked({})).toBeNull();
  // What is configured comes instead of the chats.
  expect(await asked({ ...discord(open), ...quorum(`127.0.0.1:${shut}`) })).toBe(false);
});

test('it ends with its signal', async () => {
  const stop = AbortSignal.timeout(50);
  const began = performance.now();
  // Addresses for documentation, which nobody routes: https://www.rfc-editor.org/rfc/rfc5737
  expect(await asked(quorum('192.0.2.1:9'), stop)).toBe(false);
  expect(performance.now() - began).toBeLessThan(2_500);
});
