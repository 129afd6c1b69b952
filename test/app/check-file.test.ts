import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { CONSOLE } from '../../src/chat/console/prompt.ts';
import type { Reply } from '../../src/chat/reply.ts';
import { actorOf, openDesk } from '../support/desk.ts';
import { freePort } from '../support/whole-app.ts';
import { running, yamlWith } from './running.ts';

/** What a press of a button types. */
function press(reply: Reply, label: string): string {
  const buttons = reply.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []));
  const button = buttons.find((one) => one.label === label);
  if (!button) throw new Error(`no button ${label}`);
  return `${button.command} ${button.input}`;
}

const yamlOf = (folder: string) => readFileSync(join(folder, 'tocsin.yaml'), 'utf8');

async function page(): Promise<string> {
  const port = await freePort();
  const server = createServer((_, response) => response.end('{"ok": true}'));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${port}/health`;
}

describe('/watch and /check', () => {
  test('a check is made in one line, edited, switched off and on, and removed', async () => {
    const url = await page();
    const yaml = `# mine\n${yamlWith()}`;
    const one = await running(yaml);
    const shown = await one.asked(`watch ${url} every=1h name=shop expect="status == 200" warn=`);
    expect(shown.data).toMatchObject({
      changes: expect.arrayContaining([expect.objectContaining({ what: 'check shop' })]),
      tried: { status: 'healthy', details: { status: 200 } },
    });
    expect(yamlOf(one.folder)).toBe(yaml);
    expect(await one.ask(press(shown, 'Confirm'))).toContain('+ check shop: kind: http, url:');
    expect(yamlOf(one.folder)).toBe(
      `${yaml}checks:\n  - {name: shop, kind: http, url: ${url}, interval: 1h, expect: status == 200}\n`,
    );
    const ran = await one.asked('check run SHOP');
    expect(ran.data).toMatchObject({ name: 'shop', status: 'healthy' });
    expect(press(ran, 'Check now')).toBe('check run shop');

    const edited = await one.asked(
      'check edit shop expect="status == 204; body.ok == true" fail_after=1',
    );
    expect(edited.data).toMatchObject({
      tried: { status: 'unhealthy', reasons: ['status is 200, expected status == 204'] },
    });
    expect(await one.ask(press(edited, 'Confirm'))).toContain('~ check shop');
    await one.ask('check run shop');
    expect(await one.ask('alerts')).toContain('Check shop fails');

    expect(await one.ask('check off shop new cellar')).toContain('its alerts have ended');
    expect(await one.ask('alert 1')).toContain('root switched the check off');
    const off = await one.asked('check show shop');
    expect(await one.ask('check show shop')).toMatch(/Switched off by root.*new cellar/s);
    expect(press(off, 'Switch on')).toBe('check on shop');
    expect(() => press(off, 'Check now')).toThrow();
    expect(await one.ask('check run shop')).toContain(
      'root switched shop off (new cellar), so it is not run: /check on shop runs it again.',
    );
    expect(await one.ask('check off shop')).toContain('switched off already');
    expect(await one.ask('check on shop')).toContain('is run again');
    expect(await one.ask('check on shop')).toContain('shop is switched on');

    const removed = await one.asked('check remove shop');
    expect(await one.ask(press(removed, 'Confirm'))).toContain('- check shop');
    expect(yamlOf(one.folder)).toBe(`${yaml}checks:\n`);
    expect(await one.ask('check')).toContain('/watch https://');
  });

  test('what a check sees that is tried gives no secret away', async () => {
    const server = new WebSocketServer({ port: await freePort(), host: '127.0.0.1' });
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    server.on('connection', (socket) => socket.on('message', (data) => socket.send(String(data))));
    const { port } = server.address() as AddressInfo;
    const one = await running(yamlWith(), { ECHO_SEND: '{"token": "hunter2-hunter2"}' });
    const shown = await one.asked(
      `check add echo kind=websocket url=ws://127.0.0.1:${port}/ send=\${ECHO_SEND}`,
    );
    expect(shown.data).toMatchObject({ tried: { status: 'healthy' } });
    expect(JSON.stringify(shown)).not.toContain('hunter2');
  });

  test('what cannot be is refused, and nothing is written', async () => {
    const one = await running(yamlWith());
    for (const [line, says] of [
      ['watch nowhere', 'that is no address'],
      ['watch 127.0.0.1:1 every=fast', 'interval: "fast" — write a duration'],
      ['check add x kind=tcp host=127.0.0.1 port=70000', 'port: "70000" — write a port'],
      ['check add x kind=tcp host=127.0.0.1', 'port is missing'],
      ['watch https://ana:hunter22@192.0.2.1/', 'has been seen now'],
      ['watch 127.0.0.1:1 hots=1', 'no key “hots”'],
      ['check add x kind=postgres host=127.0.0.1 user=a password=hunter22', 'seen now'],
      ['check edit nowhere interval=5m', 'no check nowhere'],
      ['check remov x', 'did you mean /check remove'],
      ['check shwo', 'There is no check shwo; did you mean /check show?'],
    ] as const) {
      const answer = await one.ask(line);
      expect(answer, line).toContain(says);
      expect(answer).not.toContain('hunter22');
      expect(answer).not.toContain('?.');
      expect(answer).not.toMatch(/line \d|checks\.x/);
    }
    expect(yamlOf(one.folder)).toBe(yamlWith());
  });
});

test('what to do may stand behind the name, and words that nobody reads are said back', async () => {
  const port = await freePort();
  const one = await running(`checks:
  - {name: shop, kind: tcp, host: 127.0.0.1, port: ${port}, interval: 1h}
  - {name: idle, kind: tcp, host: 127.0.0.1, port: ${port}, off: true}
`);
  expect((await one.asked('check shop run')).data).toMatchObject({
    reasons: [expect.stringContaining('refuses')],
  });
  for (const [line, says] of [
    ['check shop off for now', 'shop is switched off and its alerts have ended'],
    ['check show shop', 'for now'],
    ['check shop on', 'shop is run again'],
    ['check shop edit interval=5m', '~ check shop: interval: 1 h → 5 min'],
    ['check shop remove', '- check shop'],
    ['check shop rnu', '“rnu” means here. Did you mean /check run shop?'],
    ['check run shop twice', '“twice” means here. Write /check run shop.'],
    ['check shop interval=5m', 'Did you mean /check edit shop interval=5m?'],
    ['check remove shop now', '“now” means here. Write /check remove shop.'],
    ['check list shop', '/check show shop shows it'],
    [
      'check run idle',
      'idle is switched off in tocsin.yaml, so it is not run: /check edit idle off=',
    ],
    ['check on idle', '/check edit idle off= takes that away'],
  ] as const) {
    expect(await one.ask(line), line).toContain(says);
  }
});

test('roles', async () => {
  const desk = await openDesk();
  const admins = [
    'check add x kind=tcp',
    'check edit x port=1',
    'check remove x',
    'check confirm x',
  ];
  for (const [role, words, needed] of [
    ...[...admins, 'check cancel x', 'watch 127.0.0.1:1'].map(
      (line) => ['operator', line, 'admin'] as const,
    ),
    ...['check run x', 'check off x', 'check on x'].map(
      (line) => ['viewer', line, 'operator'] as const,
    ),
  ]) {
    const answer = desk.shown(await desk.ask(words, actorOf(role)));
    expect(answer, words).toContain(`is for the role ${needed}`);
  }
});

test('kinds and keys are completed', async () => {
  const desk = await openDesk();
  const complete = (argument: string, typed: string) =>
    desk.desk.complete({
      ...{ name: 'check', input: '', argument, typed, actor: actorOf('admin'), place: CONSOLE },
      signal: AbortSignal.timeout(5_000),
    });
  expect(await complete('kind', 'postg')).toMatchObject([{ value: 'postgres' }]);
  expect(await complete('set', 'retries=1 fail_a')).toEqual([
    { value: 'retries=1 fail_after=', label: 'fail_after= (every kind)' },
  ]);
});
