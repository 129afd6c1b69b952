import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../../src/store/sqlite/store.ts';
import { startChild } from '../../store/children.ts';
import { freshFolder } from '../../store/fresh-folder.ts';
import { startDiscordWebhook } from '../../support/channels/discord-webhook.ts';
import { startHttpService } from '../../support/channels/http-service.ts';
import { ACCOUNT, startProvider, TOKEN } from '../../support/channels/provider.ts';
import type { Service } from '../../support/channels/service.ts';
import { PASSWORD, startSmtp, USER } from '../../support/channels/smtp-service.ts';
import { often } from '../../support/often.ts';
import { realSender } from './real-sender.ts';

const KILLS = often(3, 50);

async function startMail(): Promise<{ service: Service; options: object }> {
  const service = await startSmtp({ security: 'none' });
  const login = { user: USER, password: PASSWORD, security: 'none' };
  const options = { host: '127.0.0.1', port: service.port, ...login, to: ['ops@example.com'] };
  return { service, options };
}

async function startHook(): Promise<{ service: Service; options: object }> {
  const service = await startHttpService(({ body }) => {
    const { key, text } = JSON.parse(body) as { key: string; text: string };
    return { answer: { status: 204 }, taken: { key, text } };
  });
  return { service, options: { urls: [service.url] } };
}

async function startSlack(): Promise<{ service: Service; options: object }> {
  const service = await startHttpService(({ body }) => {
    return { answer: { status: 200, body: 'ok' }, taken: { key: null, text: body } };
  });
  return { service, options: { url: `${service.url}/services/T0/B0/x` } };
}

async function startDiscord(): Promise<{ service: Service; options: object }> {
  const service = await startDiscordWebhook();
  return { service, options: { url: service.webhook } };
}

async function startPhones(): Promise<{ service: Service; options: object }> {
  const service = await startProvider();
  const url = `${service.url}/2010-04-01/Accounts/${ACCOUNT}/Messages.json`;
  const login = { user: ACCOUNT, password: TOKEN, from: '+14155550100' };
  return { service, options: { url, ...login, to: ['+491701234567'] } };
}

test.each([
  { kind: 'email', start: startMail },
  { kind: 'webhook', start: startHook },
  { kind: 'slack', start: startSlack },
  { kind: 'discord-webhook', start: startDiscord },
  { kind: 'sms', start: startPhones },
])(
  'kills of a process that sends by $kind lose no alert, and repeat at most one message each, under its own key where it has one',
  { timeout: 60_000 + KILLS * 5_000 },
  async ({ kind, start }) => {
    const { service, options } = await start();
    await using _ = service;
    const file = join(freshFolder(), 'tocsin.db');
    const recorded: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const script = new URL('./child-sender.ts', import.meta.url);
      const child = startChild(script, file, kind, JSON.stringify(options), String(kill));
      await child.printed(2 + Math.floor(Math.random() * 10));
      await child.kill();
      recorded.push(...child.lines.map(Number));
    }
    await drain(file, kind, JSON.stringify(options));
    const texts = service.taken().map(({ text }) => text);
    const marks = service.taken().map(({ key, text }) => key ?? text);
    const lost = recorded.filter((id) => !texts.some((text) => isOf(text, id)));
    const repeated = marks.length - new Set(marks).size;
    process.stdout.write(
      `${kind}: ${KILLS} kills, ${recorded.length} alerts, lost ${lost.length}, repeated ${repeated}\n`,
    );
    expect(lost).toEqual([]);
    expect(repeated).toBeLessThanOrEqual(KILLS);
  },
);

function isOf(text: string, id: number): boolean {
  return new RegExp(`\\bcard ${id}\\b`).test(text);
}

async function drain(file: string, kind: string, options: string): Promise<void> {
  await using store = await openStore(file, { now: Date.now });
  const stop = new AbortController();
  const ended = realSender(store, kind, options).run(stop.signal, stop.signal);
  for (;;) {
    const { queued, sending } = await store.outbox.counts();
    if (queued + sending === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  stop.abort();
  await ended;
}
