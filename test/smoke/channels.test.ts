import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startHttpService } from '../support/channels/http-service.ts';
import { startSlack } from '../support/channels/slack.ts';
import { PASSWORD, startSmtp, USER } from '../support/channels/smtp-service.ts';
import { readyApp, waitFor, workFolder } from '../support/whole-app.ts';

const run = promisify(execFile);
const LAUNCHER = resolve(import.meta.dirname, '../../bin/tocsin.mjs');

test('an alert goes by mail, to Slack, to a program and into a file, and a test the same way', {
  timeout: 120_000,
}, async () => {
  await using mail = await startSmtp({ security: 'none' });
  await using slack = await startSlack();
  await using hook = await startHttpService(({ body }) => {
    const { key, text } = JSON.parse(body) as { key: string; text: string };
    return { answer: { status: 204 }, taken: { key, text } };
  });
  using folder = workFolder();
  const environment = {
    ...{ ALERT_EMAIL_SMTP: '127.0.0.1', ALERT_EMAIL_PORT: String(mail.port) },
    ...{ ALERT_EMAIL_USERNAME: USER, ALERT_EMAIL_PASSWORD: PASSWORD, SMTP_USE_TLS: 'false' },
    ALERT_EMAIL_RECIPIENTS: 'ops@example.com',
    SLACK_WEBHOOK_URL: `${slack.url}/services/T/B/x`,
    WEBHOOK_URLS: hook.url,
    LOG_FILE: 'alerts.log',
  };
  await using app = await readyApp(folder.path, environment);
  // At some hours the daily summary comes first.
  const bodies = () => hook.requests.map(({ body }) => JSON.parse(body) as { event: string });
  const subjects = () => mail.mails.map(({ headers }) => headers.get('subject') ?? '');
  await app.until(() => subjects().some((one) => /^\[Tocsin\] .*on here/.test(one)));
  await app.until(() => slack.taken().some(({ text }) => text.includes('Tocsin Alert')));
  const posted = await app.until(() => bodies().find(({ event }) => event === 'alert'));
  expect(posted).toMatchObject({
    alert: { severity: 'critical', state: 'firing', target: 'here', rule: 'always' },
  });
  const log = join(folder.path, 'alerts.log');
  await waitFor(() => existsSync(log) && readFileSync(log, 'utf8').includes(' - #1 · critical'));

  const { stdout } = await run(process.execPath, [LAUNCHER, 'channels', 'test', 'all', '--json'], {
    cwd: folder.path,
    env: { PATH: process.env['PATH'] ?? '', ...environment },
  });
  const { tests } = JSON.parse(stdout) as { tests: { name: string; kind: string }[] };
  const fates = Object.fromEntries(tests.map(({ name, kind }) => [name, kind]));
  expect(fates).toMatchObject({
    email: 'delivered',
    slack: 'delivered',
    webhook: 'delivered',
    file: 'delivered',
  });
  expect(mail.mails.at(-1)?.text).toContain('A test by');
  expect([...slack.violations]).toEqual([]);
  expect(await app.stop()).toBe(0);
});
