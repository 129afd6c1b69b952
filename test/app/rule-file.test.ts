import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Reply } from '../../src/chat/reply.ts';
import { actorOf, openDesk } from '../support/desk.ts';
import { running, yamlWith } from './running.ts';

const PATIENCE = { timeout: 20_000, interval: 50 };

/** What a press of a button types. */
function press(reply: Reply, label: string): string {
  const buttons = reply.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []));
  const button = buttons.find((one) => one.label === label);
  if (!button) throw new Error(`no button ${label}`);
  return `${button.command} ${button.input}`;
}

const yamlOf = (folder: string) => readFileSync(join(folder, 'tocsin.yaml'), 'utf8');

test('a rule is added in chat, fires, is edited and removed; the rest of the file stays as it is', async () => {
  const yaml = `# mine\n${yamlWith('  # stays\n  - name: old   # as it was\n    when: system.cpu > 500\n')}`;
  const one = await running(yaml);
  const shown = await one.asked(
    'rules add awake when=system.memory > 0 for=0s severity=critical message=Memory is at {value}, of {target}',
  );
  expect(one.shown(shown)).toContain('+ rule awake');
  expect(yamlOf(one.folder)).toBe(yaml);
  expect(await one.ask(press(shown, 'Confirm'))).toContain('+ rule awake');
  expect(yamlOf(one.folder)).toBe(
    `${yaml}  - name: awake\n    when: system.memory > 0\n    for: 0s\n    severity: critical\n    message: "Memory is at {value}, of {target}"\n`,
  );
  await expect.poll(() => one.ask('alerts'), PATIENCE).toContain('Memory is at');
  expect(await one.ask(press(shown, 'Confirm'))).toContain('There is no such change any more');
  expect(await one.ask('rules backtest awake days=1')).toContain('awake would have fired once');

  const edited = await one.asked('rules edit AWAKE when="system.memory > 400" for= clear=5m');
  expect(one.shown(edited)).toMatch(
    /In the last 7 days it would never have fired\. As it is now: once\./,
  );
  expect(await one.ask(press(edited, 'Confirm'))).toContain('~ rule awake');
  expect(yamlOf(one.folder)).toBe(
    `${yaml}  - name: awake\n    when: system.memory > 400\n    severity: critical\n    message: "Memory is at {value}, of {target}"\n    clear: 5m\n`,
  );

  const removed = await one.asked('rules remove awake');
  expect(await one.ask(press(removed, 'Confirm'))).toContain('- rule awake');
  expect(yamlOf(one.folder)).toBe(yaml);
  await expect.poll(() => one.ask('alerts'), PATIENCE).not.toContain('Memory is at');
});

test('a rule that comes with Tocsin is edited by an entry of its name', async () => {
  const one = await running('targets:\n  - {name: here, kind: local, interval: 1h}\n');
  const shown = await one.asked('rules edit log_unreadable for=30m');
  expect(one.shown(shown)).toContain('Nothing is stored to judge it by in the last 7 days.');
  expect(await one.ask(press(shown, 'Confirm'))).toContain('rule log_unreadable');
  expect(yamlOf(one.folder)).toMatch(
    /rules:\n {2}- \{name: log_unreadable, when: log\.readable == false, severity: warning, for: 30m, type: /,
  );
  expect(await one.ask('rules show log_unreadable')).toContain('once it has held for 30 min');
  const back = await one.asked('rules remove log_unreadable');
  await one.ask(press(back, 'Confirm'));
  expect(await one.ask('rules show log_unreadable')).toContain('once it has held for 10 min');
});

test('what cannot be is refused by its key, and nothing is written', async () => {
  const one = await running(yamlWith());
  for (const [line, says] of [
    ['rules add x when=system.cpu >', 'when: '],
    ['rules add x when=system.cpi > 5', 'did you mean system.cpu'],
    ['rules add x for=5m', 'when is missing'],
    ['rules add x when=system.cpu > 5 for=soon', 'for: "soon" — write a duration'],
    ['rules add x when=system.cpu > 5 severity=loud', 'severity: "loud"'],
    ['rules add x when=system.cpu > 5 targets=nowhere', 'nowhere'],
    ['rules add x when=system.cpu > 5 message=$' + '{DISCORD_TOKEN}', 'stands only for secrets'],
    ['rules add disk_high when=system.cpu > 5', 'there is a rule disk_high already'],
    ['rules add log_unreadable when=system.cpu > 5', 'comes with Tocsin: /rules edit'],
    ['rules add', 'Write /rules add <name> when='],
    ['rules add x', 'Write /rules add x when='],
    ['rules edit nowhere for=5m', 'no rule nowhere'],
    ['rules edit check_down for=5m', 'for: 5m'],
    ['rules remove check_down', 'comes with Tocsin: /rules off check_down'],
    ['rules remove nowhere', 'no rule nowhere'],
    ['rules confirm', 'as its button does'],
  ] as const) {
    const answer = await one.ask(line);
    expect(answer, line).toContain(says);
    expect(answer, line).not.toMatch(/line \d|rules\.x/);
  }
  expect(yamlOf(one.folder)).toBe(yamlWith());
});

test('of a rule with two levels the new one says its own', async () => {
  const one = await running('targets:\n  - {name: here, kind: local, interval: 1h}\n');
  expect(await one.ask('rules edit disk_high for=5m')).toContain('disk_high comes with 2 levels');
  expect(await one.ask('rules edit disk_high when=system.disk > 90')).toContain(
    'disk_high loses a level: critical if system.disk > 95.',
  );
});

test('roles', async () => {
  const desk = await openDesk();
  for (const line of ['add x when=a.b > 1', 'edit x for=1m', 'remove x', 'confirm x', 'cancel x']) {
    const answer = await desk.ask(`rules ${line}`, actorOf('operator'));
    expect(desk.shown(answer), line).toMatch(/is for the role admin; you are operator\./);
  }
});
