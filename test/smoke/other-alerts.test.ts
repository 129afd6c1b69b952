import { test as any, expect, onTestFinished } from 'vitest';
import { running, yamlWith } from '../app/running.ts';
import { hasPrometheus, startAlertmanager, startPrometheus } from '../support/prometheus.ts';
import { startTelegram } from '../support/telegram/telegram.ts';
import { ANA, CHAT, freePort, TELEGRAM_TOKEN, waitFor } from '../support/whole-app.ts';

const KEY = 'k-0123456789abcdef-secret';
const ana = { id: ANA, first_name: 'Ana', is_bot: false };
const test = any.skipIf(!hasPrometheus);

/** The product with a Telegram chat, and a Prometheus that tells it directly and through an Alertmanager. */
async function everything(more: (alertmanager: string) => string = () => '') {
  const telegram = await startTelegram({ token: TELEGRAM_TOKEN });
  onTestFinished(() => telegram[Symbol.asyncDispose]());
  const port = await freePort();
  const tocsin = `http://127.0.0.1:${port}`;
  const alertmanager = await startAlertmanager(`${tocsin}/api/alertmanager`, KEY);
  const app = await running(yamlWith('', more(alertmanager)), {
    ...{ ANALYTICS_ENABLED: 'true', ANALYTICS_PORT: String(port), ANALYTICS_API_KEY: KEY },
    ...{ TELEGRAM_BOT_TOKEN: TELEGRAM_TOKEN, TELEGRAM_API_ROOT: telegram.apiRoot },
    ...{ TELEGRAM_CHAT_ID: String(CHAT), TELEGRAM_ALLOWED_USER_IDS: String(ANA) },
  });
  const prometheus = await startPrometheus([{ url: tocsin, key: KEY }, { url: alertmanager }]);
  /** The card of an alert, once it reads so. */
  const card = (target: string, text: RegExp) =>
    waitFor(
      () =>
        telegram
          .messages(CHAT)
          .find((one) => one.text.includes(`Target: ${target}`) && text.test(one.text)),
      () =>
        telegram
          .messages(CHAT)
          .map(({ text: shown }) => shown)
          .join('\n---\n') + app.log(),
    );
  /** What an Alertmanager says of the silences that it has. */
  const silences = async () => {
    const answer = await fetch(`${alertmanager}/api/v2/silences`);
    return (await answer.json()) as { status: object; comment: string; createdBy: string }[];
  };
  const press = (messageId: number, data: string) =>
    telegram.press({ messageId, chat: CHAT, user: ana, data }).answer();
  return { app, telegram, prometheus, card, press, silences };
}

test('a rule of a real Prometheus fires, is acknowledged in Telegram and resolves, directly and through Alertmanager', async () => {
  const { telegram, prometheus, card, press } = await everything();
  prometheus.is(5);
  for (const source of ['prometheus', 'alertmanager']) {
    const fired = await card(source, /CRITICAL · Latency has risen to 5/);
    expect(fired.text).toContain('wiki.example.com');
    const ack = fired.buttons.find(({ data }) => data.startsWith('v1:ack:'));
    await press(fired.id, ack?.data ?? 'none');
    await card(source, /ACKNOWLEDGED · Latency has risen to 5/);
  }
  prometheus.is(1);
  await card('prometheus', /RESOLVED · Latency has risen to 5/);
  await card('alertmanager', /RESOLVED · Latency has risen to 5/);
  expect(telegram.violations).toEqual([]);
}, 60_000);

test('a silence of the chat is written to the real Alertmanager, and ended there', async () => {
  const { telegram, prometheus, card, silences } = await everything(
    (url) => `\nalertmanagers:\n  - {name: main, url: "${url}", write_silences: true}\n`,
  );
  const say = (text: string) => telegram.say({ chat: CHAT, user: ana, text }).answer();
  prometheus.is(5);
  const id = async (source: string) =>
    /\/ack (\d+)/.exec((await card(source, /CRITICAL/)).text)?.[1] ?? '';
  const own = await say(`/silence ${await id('alertmanager')} 2h deploy`);
  expect(own.text).toContain('Also in Alertmanager main.');
  const state = (name: string) => ({ status: { state: name } });
  const labels = { alertname: 'HighLatency', job: 'shop', severity: 'page' };
  expect(await silences()).toMatchObject([
    {
      ...state('active'),
      createdBy: 'Ana (Tocsin)',
      comment: 'deploy (silence #1 of Tocsin)',
      matchers: expect.arrayContaining(
        Object.entries(labels).map(([name, value]) => {
          return { name, value, isRegex: false, isEqual: true };
        }),
      ),
    },
  ]);
  expect((await say('/unsilence 1')).text).toContain('is over');
  await expect.poll(silences).toMatchObject([state('expired')]);

  const direct = await id('prometheus');
  expect((await say(`/silence ${direct} 1h also=other`)).text).toContain('There are: main');
  expect((await say(`/silence ${direct} 1h also=main`)).text).toContain('Also in Alertmanager');
  expect(await silences()).toHaveLength(2);
}, 60_000);
