import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import type { Button, Reply } from '../../src/chat/reply.ts';
import type { TargetDesk } from '../../src/chat/target-desk.ts';
import type { TestListener } from '../../src/model/target-test.ts';
import { failed, passed, testSteps } from '../../src/model/target-test.ts';
import { stubDesk } from '../commands/stub-context.ts';
import { actorOf, openDesk } from '../support/desk.ts';
import { HAS_SSHD, startSshd } from '../support/sshd.ts';
import { running, yamlWith } from './running.ts';

function buttonsOf(reply: Reply): readonly Button[] {
  return reply.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []));
}

/** What a press of a button types. */
function press(reply: Reply, label: string): string {
  const button = buttonsOf(reply).find((one) => one.label === label);
  if (!button) throw new Error(`no button ${label}`);
  return `${button.command} ${button.input}`;
}

const ADD = 'targets add web-9 kind=push interval=1m labels=team:core';
const yamlOf = (folder: string) => readFileSync(join(folder, 'tocsin.yaml'), 'utf8');

describe('a change of the file', () => {
  test('is shown first, written when confirmed, and in force at once', async () => {
    const yaml = `# mine\n${yamlWith()}`;
    const one = await running(yaml);
    const shown = await one.asked(ADD);
    expect(yamlOf(one.folder)).toBe(yaml);
    expect(shown.data).toMatchObject({
      kind: 'proposed',
      lines: [
        '    - {name: here, kind: local, interval: 1s}',
        '+   - {name: web-9, kind: push, interval: 1m, labels: {team: core}}',
        '  rules:',
      ],
      changes: [{ kind: 'added', what: 'target web-9' }],
    });
    const answer = await one.ask(press(shown, 'Confirm'));
    expect(answer).toContain('+ target web-9');
    expect(answer).toMatch(/tocsin\.yaml is written.*kept as tocsin\.yaml\..*\.bak/);
    expect(yamlOf(one.folder)).toBe(
      yaml.replace(
        'interval: 1s}\n',
        'interval: 1s}\n  - {name: web-9, kind: push, interval: 1m, labels: {team: core}}\n',
      ),
    );
    expect(await one.ask('targets')).toContain('web-9');
    expect(await one.ask(press(shown, 'Confirm'))).toContain('no such change any more');
    const removed = await one.asked('targets remove WEB-9');
    expect(await one.ask(press(removed, 'Confirm'))).toContain('- target web-9');
    expect(yamlOf(one.folder)).toBe(yaml);
    expect(await one.ask('targets')).not.toContain('web-9');
  });

  test('is made with a file where there is none, and what was watched stays watched', async () => {
    const one = await running(yamlWith());
    rmSync(join(one.folder, 'tocsin.yaml'));
    const shown = await one.asked(ADD);
    await one.ask(press(shown, 'Confirm'));
    expect(yamlOf(one.folder)).toMatch(
      /^targets:\n {2}- \{name: [\w-]+, kind: local\}\n {2}- \{name: web-9, .*\}\n$/,
    );
    expect(await one.ask('targets')).toContain('2 targets');
  });

  test('is not written when the file is another by then', async () => {
    const one = await running(yamlWith());
    const shown = await one.asked(ADD);
    const other = `${yamlWith()}# by hand\n`;
    one.write(other);
    expect(await one.ask(press(shown, 'Confirm'))).toContain('was changed since this was shown');
    expect(yamlOf(one.folder)).toBe(other);
    expect(readdirSync(one.folder).filter((name) => name.endsWith('.bak'))).toEqual([]);
  });

  test('can be cancelled', async () => {
    const one = await running(yamlWith());
    const shown = await one.asked(ADD);
    expect(await one.ask(press(shown, 'Cancel'))).toContain('nothing was written');
    expect(await one.ask(press(shown, 'Confirm'))).toContain('no such change any more');
    expect(yamlOf(one.folder)).toBe(yamlWith());
  });

  test.each([
    { line: 'targets add x kind=ssh', says: 'host is missing' },
    { line: 'targets edit here interval=fast', says: 'interval: "fast"' },
    { line: 'targets add here kind=local', says: 'there is a target here already' },
    { line: 'targets edit nowhere interval=5m', says: 'no target nowhere' },
    { line: 'targets add x kind=ssh host=h password=hunter22', says: 'has been seen now' },
    { line: 'targets add x kind=ssh host=h hots=x', says: '“hots” cannot be written' },
    { line: 'targets add tocsin kind=local', says: 'stands for the monitor itself' },
  ])('$line is refused and nothing is written', async ({ line, says }) => {
    const one = await running(yamlWith());
    const answer = await one.ask(line);
    expect(answer).toContain(says);
    expect(answer).not.toContain('hunter22');
    expect(yamlOf(one.folder)).toBe(yamlWith());
  });
});

test.each([
  ...(['viewer', 'operator'] as const).flatMap((role) =>
    [
      'add x kind=local',
      'edit web-1 interval=5m',
      'remove web-1',
      'confirm abcdef',
      'cancel abcdef',
    ].map((words) => ({ role, words, needed: 'admin' })),
  ),
  ...['pause web-1', 'resume web-1', 'test web-1'].map((words) => ({
    ...{ role: 'viewer' as const, words },
    needed: 'operator',
  })),
])('a $role may not: $words', async ({ role, words, needed }) => {
  const desk = await openDesk();
  const answer = desk.shown(await desk.ask(`targets ${words}`, actorOf(role)));
  expect(answer).toContain(`is for the role ${needed}`);
});

test.skipIf(!HAS_SSHD)(
  'a host key that nobody knows is pinned when an admin confirms it (needs openssh-server)',
  async () => {
    await using server = await startSshd();
    const web = `  - {name: web-1, kind: ssh, host: 127.0.0.1, port: ${server.port}, user: root, key: ${server.userKey}, known_hosts: ${server.folder}/none, interval: 1h}\n`;
    const one = await running(yamlWith().replace('rules:', `${web}rules:`));
    const tested = await one.asked('targets test web-1');
    expect(tested.data).toMatchObject({ ok: false, unknown_host_key: server.fingerprint });
    await one.ask(press(tested, 'Confirm'));
    expect(yamlOf(one.folder)).toContain(`interval: 1h, host_key: ${server.fingerprint}}\n`);
    const { data } = await one.asked('targets test web-1');
    expect(data).toMatchObject({
      steps: expect.arrayContaining([{ name: 'echo', state: 'ok', detail: 'Connection OK' }]),
    });
  },
);

test.skipIf(!HAS_SSHD)(
  'a host that lets us in again is read at once when a test says so (needs openssh-server)',
  async () => {
    await using server = await startSshd();
    const authorized = join(server.folder, 'authorized_keys');
    const key = readFileSync(authorized);
    writeFileSync(authorized, '');
    const web = `  - {name: web-1, kind: ssh, host: 127.0.0.1, port: ${server.port}, user: root, key: ${server.userKey}, host_key: "${server.fingerprint}", interval: 1s}\n`;
    const one = await running(yamlWith().replace('rules:', `${web}rules:`));
    await until(async () => (await one.ask('targets show web-1')).includes('refused to let root'));
    expect(await one.ask('targets')).toMatch(/failed, tries again in \d+ s/);
    writeFileSync(authorized, key);
    // What was refused is left alone for a minute.
    await one.ask('targets test web-1');
    await until(async () => (await one.ask('targets show web-1')).includes('ok'));
  },
);

test.each([
  { line: 'targets pause here 5', says: 'a time such as 30m' },
  { line: 'targets resume here now', says: 'write /targets resume <name>.' },
  { line: 'targets test here kind=ssh', says: 'write /targets test <name>.' },
])('$line does nothing: a word is left over', async ({ line, says }) => {
  const { answer } = stubDesk({});
  expect(await answer(line.replace('here', 'web-1'))).toContain(says);
});

test('of a line that changes all is shown, however long', async () => {
  const labels = Array.from({ length: 20 }, (_, place) => `key-${place}:value-${place}`).join(',');
  const one = await running(yamlWith());
  expect(await one.ask(`targets edit here labels=${labels}`)).toContain('key-19: value-19}');
});

test('this machine is tested as far as that makes sense', async () => {
  const one = await running(yamlWith());
  const { data } = await one.asked('targets test here');
  expect(data).toMatchObject({
    target: 'here',
    steps: [
      { name: 'echo', state: 'ok' },
      { name: 'path', state: 'skipped' },
      { name: 'container engine' },
      { name: 'clock', state: 'skipped' },
    ],
  });
});

test('where a message can be edited, each step is shown in it', async () => {
  const shown: Reply[] = [];
  const { answer } = stubDesk({
    context: {
      liveMessages: {
        async begin(_, first, work) {
          shown.push(first);
          shown.push(await work((reply) => shown.push(reply), AbortSignal.timeout(1_000)));
          return true;
        },
      },
      targetDesk: {
        async test(_: unknown, { tell }: { tell: TestListener }) {
          const steps = testSteps(['echo', 'path'], tell);
          steps.add(passed('echo', 'Connection OK'));
          steps.add(failed('path', '/opt/x is not there'));
          return { steps: steps.whole(), unknownKey: null };
        },
      } as unknown as TargetDesk,
    },
  });
  expect(await answer('targets test web-1')).toContain('Each step of web-1 is shown here');
  const texts = shown.map((one) => JSON.stringify(one.blocks));
  expect(texts).toHaveLength(4);
  expect(texts[1]).toMatch(/being tested.*⏳.*echo/);
  expect(texts[2]).toMatch(/Connection OK.*⏳.*path/);
  expect(texts[3]).toMatch(/web-1: path failed.*Connection OK.*is not there/);
});

test('what would become of the file is not shown in a message that everybody reads', async () => {
  const key = `SHA256:${'k'.repeat(43)}`;
  const steps = [failed('host key', 'it is not known')];
  const propose = vi.fn();
  const last: Reply[] = [];
  const { answer } = stubDesk({
    context: {
      liveMessages: {
        async begin(_, __, work) {
          last.push(await work(() => {}, AbortSignal.timeout(1_000)));
          return true;
        },
      },
      targetDesk: { test: async () => ({ steps, unknownKey: key }) } as unknown as TargetDesk,
      fileDesk: { propose } as never,
    },
  });
  await answer('targets test web-1');
  expect(propose).not.toHaveBeenCalled();
  expect(JSON.stringify(last)).toContain(`/targets edit web-1 host_key=${key}`);
});

/** Asks again, with time between for what goes on beside. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await wait(20);
}

describe('a target that is paused', () => {
  test('is not polled, and is shown as paused until somebody resumes it', async () => {
    const one = await running(yamlWith());
    const last = async () => {
      const { data } = await one.asked('targets');
      return (data as { targets: { last_round: { at: string } | null }[] }).targets[0]?.last_round
        ?.at;
    };
    await until(async () => (await last()) !== undefined);
    expect(await one.ask('targets pause here')).toMatch(/Paused by root since/);
    const stopped = await last();
    expect(await one.ask('targets')).toContain('paused by root');
    expect(await one.ask('health here')).toContain('here: paused');
    expect(await one.ask('status')).toMatch(/PAUSED.*here is paused by root since/s);
    expect(await one.ask('report')).toMatch(/Paused by root since/);
    expect(await last()).toBe(stopped);
    expect(await one.ask('targets resume here')).toContain('watched again');
    await until(async () => (await last()) !== stopped);
    expect(await one.ask('targets resume here')).toContain('is not paused');
  });

  test('holds its alerts, which stay open, and ends its gap', async () => {
    const desk = await openDesk();
    const { now } = desk.clock;
    await desk.missed('web-1', now());
    await desk.ask('targets pause web-1 2h');
    const target = desk.targetNamed('web-1');
    const gaps = await desk.store.rounds.gaps(target.id, 0, now() + 1_000_000);
    expect(gaps).toMatchObject([{ to: now() }]);
    expect(desk.alerting.world(now()).paused(target.id)).toMatchObject({
      until: now() + 7_200_000,
    });
    desk.at(now() + 7_200_000);
    expect(desk.alerting.world(now()).paused(target.id)).toBe(null);
  });
});
