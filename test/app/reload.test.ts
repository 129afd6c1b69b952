import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { HOUR } from '../../src/model/time.ts';
import { running, yamlWith } from './running.ts';

const ALWAYS = '  - {name: always, when: system.uptime > 0, message: "up on {target}"}\n';
const NEXT = '  - {name: next, when: system.uptime > 0, message: "next on {target}"}\n';

describe('a configuration that is refused', () => {
  test.each([
    { name: 'a syntax error', more: 'targets: [', says: /line \d+/ },
    { name: 'an unknown key', more: 'rulez: []\n', says: /rulez/ },
    {
      name: 'a route to no channel',
      more: 'routes:\n  - {match: {severity: ">=warning"}, to: [nowhere]}\n',
      says: /nowhere/,
    },
    {
      name: 'a rule with a syntax error',
      more: '  - {name: bad, when: system.cpu >}\n',
      says: /bad/,
    },
    {
      name: 'a rule of the wrong type',
      more: '  - {name: bad, when: "system.cpu > \'x\'"}\n',
      says: /bad.*system\.cpu is a number/,
    },
    {
      name: 'an endless expression',
      more: `  - {name: bad, when: "${'('.repeat(300)}system.cpu > 1${')'.repeat(300)}"}\n`,
      says: /bad|deep|long|nested/,
    },
  ])('$name changes nothing, and what ran still judges', async ({ more, says }) => {
    const one = await running(yamlWith());
    const before = JSON.stringify((await one.asked('config show')).data);
    one.write(yamlWith(more));
    const answer = await one.ask('config reload');
    expect(answer).toContain('the old configuration stays');
    expect(answer).toMatch(says);
    expect(JSON.stringify((await one.asked('config show')).data)).toBe(before);
    one.write(yamlWith(ALWAYS));
    expect(await one.ask('config reload')).toContain('+ rule always');
    await one.told(/up on here/);
  });

  test('a circle of parents is one too', async () => {
    const one = await running(yamlWith());
    const ssh = (name: string, parent: string) =>
      `  - {name: ${name}, kind: ssh, host: 192.0.2.1, parent: ${parent}}\n`;
    one.write(yamlWith().replace('rules:', `${ssh('a', 'b')}${ssh('b', 'a')}rules:`));
    expect(await one.ask('config reload')).toMatch(/old configuration stays[\s\S]*(circle|parent)/);
    expect(await one.ask('targets')).not.toContain('192.0.2.1');
  });
});

describe('a configuration that is taken over', () => {
  test('the difference is shown, and nothing when nothing differs', async () => {
    const one = await running(yamlWith(ALWAYS));
    one.write(yamlWith(`${ALWAYS.replace('> 0', '> 1')}${NEXT}`));
    const answer = await one.ask('config reload');
    expect(answer).toContain('Configuration loaded: 2 changes');
    expect(answer).toMatch(/\+ rule next/);
    expect(answer).toMatch(/~ rule always:.*system\.uptime > 0.*→.*system\.uptime > 1/);
    expect(await one.ask('config reload')).toContain('nothing to change');
  });

  test('a changed rule judges at the next round; the alert of a removed one ends with its reason', async () => {
    const one = await running(yamlWith('  - {name: always, when: system.uptime < 0}\n'));
    await wait(1_200);
    expect(one.printed()).toEqual([]);
    one.write(yamlWith(ALWAYS));
    await one.ask('config reload');
    await one.told(/up on here/);
    one.write(yamlWith());
    expect(await one.ask('config reload')).toContain('- rule always');
    await one.told(/RESOLVED/);
    expect(await one.ask('alert 1')).toContain('its rule or target is configured no more');
    await wait(1_200);
    expect(await one.ask('alerts')).toContain('No open alerts');
  });

  test('a target that comes is watched; one that goes is asked about first', async () => {
    const one = await running(yamlWith());
    const second = '  - {name: second, kind: local, interval: 1s}\n';
    const both = yamlWith(ALWAYS).replace('rules:', `${second}rules:`);
    one.write(both);
    expect(await one.ask('config reload')).toContain('+ target second');
    await one.told(/up on second/);
    one.write(yamlWith(ALWAYS));
    const asked = await one.ask('config reload');
    expect(asked).toMatch(/would go[\s\S]*- target second[\s\S]*config reload confirm/);
    expect(await one.ask('targets')).toContain('second');
    expect(await one.ask('config reload confirm')).toContain('- target second');
    expect(await one.ask('targets')).not.toContain('second');
    await one.told(/RESOLVED[\s\S]*second|second[\s\S]*RESOLVED/);
    // It comes back as what it was.
    one.write(both);
    await one.ask('config reload');
    expect(await one.ask('targets')).toContain('second');
  });

  test('what only a restart changes is listed, and stays', async () => {
    const one = await running(yamlWith());
    one.writeEnv({ LOG_LEVEL: 'warn', ANALYTICS_PORT: '8123', TOCSIN_DATA_DIR: 'elsewhere' });
    const answer = await one.ask('config reload');
    expect(answer).toMatch(/Needs a restart: data directory, database, log level, HTTP address/);
    const { data } = await one.asked('config show');
    expect(data).toMatchObject({ logLevel: 'debug', http: { port: 8000 } });
    expect(JSON.stringify(data)).not.toContain('elsewhere');
  });

  test('a password that came with it never stands in the log', async () => {
    const one = await running(yamlWith());
    const password = 'hunter2-hunter2';
    const target = `  - {name: far, kind: ssh, host: 127.0.0.1, port: 1, interval: 1s, password: ${password}}\n`;
    one.write(yamlWith().replace('rules:', `${target}rules:`));
    const answer = await one.ask('config reload');
    expect(answer).toContain('+ target far');
    // What it says of the host that does not answer is in the log by then.
    await expect.poll(one.log, { timeout: 5_000 }).toContain('far: ');
    expect(`${answer}${one.log()}`).not.toContain(password);
    expect(one.log()).toContain('the configuration was read anew for root');
    expect(JSON.stringify((await one.asked('config show')).data)).not.toContain(password);
  });

  test('two at once are taken one after the other', async () => {
    const one = await running(yamlWith());
    one.write(yamlWith(ALWAYS));
    const both = await Promise.all([one.ask('config reload'), one.ask('config reload')]);
    expect(both[0]).toContain('Configuration loaded: 1 change');
    expect(both[1]).toContain('nothing to change');
    await one.told(/up on here/);
  });

  test('the calendar of reports is set anew', async () => {
    const one = await running(yamlWith());
    const due = new Date(Date.now() - 60_000);
    const at = `${due.getUTCMinutes()} ${due.getUTCHours()} * * *`;
    planned(one.folder, at);
    const report = `channels:\n  screen: {kind: console}\nreports:\n  - {period: daily, at: "${at}", zone: UTC, to: [screen]}\n`;
    one.write(yamlWith('', report));
    expect(await one.ask('config reload')).toMatch(/[+~] report/);
    await one.told(/Daily summary/);
  });
});

/** Its report has been planned for an hour, so that a time that has just passed is made up for at once. */
function planned(folder: string, at: string): void {
  const store = new Sqlite(join(folder, 'data', 'tocsin.db'));
  const row = [`job:daily-summary-1:${at}:since`, String(Date.now() - HOUR)];
  store.prepare('insert into settings (key, value) values (?, ?)').run(...row);
  store.close();
}
