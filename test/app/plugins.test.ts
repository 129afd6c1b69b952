import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openPlugins } from '../../src/app/plugins.ts';
import { loadSettings } from '../../src/app/settings.ts';
import { expectations } from '../../src/check/expect.ts';
import { runCheck } from '../../src/check/run.ts';
import { systemClock } from '../../src/model/time.ts';
import { folderWith } from '../config/folder.ts';
import { freshFolder } from '../store/fresh-folder.ts';
import { aConfig, aTarget } from '../support/desk.ts';
import { freePort, waitFor } from '../support/whole-app.ts';
import { running, yamlWith } from './running.ts';

/** A plug-in whose check has this body. */
function plugin(name: string, body: string, more = ''): string {
  return `export default {name: '${name}', interval: '1s', ${more} async run({signal}) {${body}}};\n`;
}

/** Plug-ins of a folder with these files, and what one of them sees. */
async function pluginsOf(files: Readonly<Record<string, string>>) {
  const cwd = freshFolder();
  const folder = join(cwd, 'checks');
  mkdirSync(folder, { mode: 0o700 });
  const write = (name: string, text: string) =>
    writeFileSync(join(folder, name), text, { mode: 0o600 });
  for (const [name, text] of Object.entries(files)) write(name, text);
  const targets = [aTarget({ name: 'checks', kind: 'checks' })];
  const config = aConfig(cwd, { plugins: folder, targets, secrets: ['hunter22'] });
  const logged: unknown[] = [];
  const log = { error: (line: unknown) => logged.push(line) } as never;
  const plugins = await openPlugins({ config: () => config, log });
  return {
    ...{ folder, write, plugins, logged },
    names: () => plugins.checks().map(({ name }) => name),
    run(name: string, more = {}) {
      const check = plugins.checks().find((one) => one.name === name);
      if (check === undefined) throw new Error(`no check ${name}`);
      const given = { ...check, ...more };
      const deps = { kind: plugins.kind, clock: systemClock, host: null, pings: null };
      return runCheck(
        given,
        {
          ...deps,
          ...{ expectations: expectations(given), other: () => null },
          onError(error) {
            throw error;
          },
        },
        new AbortController().signal,
      );
    },
  };
}

test('what a check gives is judged, with its message and metrics', async () => {
  const one = await pluginsOf({
    'many.mjs': `
      const at = (name, status) => ({name, async run() { return {status, message: 'hm', metrics: {response_time: 150}}; }});
      export const checks = [at('good', 'healthy'), at('poor', 'WARNING'), at('bad', 'critical')];
      export const check = {...at('slow', 'healthy'), expect: ['metrics.response_time < 100']};`,
  });
  expect(one.plugins.troubles()).toEqual([]);
  expect(await one.run('good')).toMatchObject({
    ...{ status: 'healthy', reasons: [], details: { message: 'hm', response_time: 150 } },
    metrics: [{ metric: 'check.value', value: 150, labels: { label: 'response_time' } }],
  });
  expect(await one.run('poor')).toMatchObject({ status: 'degraded', reasons: ['hm'] });
  expect(await one.run('bad')).toMatchObject({ status: 'unhealthy', reasons: ['hm'] });
  expect((await one.run('slow')).reasons).toEqual([
    'metrics.response_time is 150, expected metrics.response_time < 100',
  ]);
});

test.each([
  [
    "throw new Error('no gold, hunter22')",
    'error',
    /^Health check failed: no gold, (?!hunter22).* \(x\.mjs:1\)$/,
  ],
  ["throw 'plain'", 'error', /^Health check failed: plain$/],
  ['return null', 'error', /gives no \{status, message, metrics\}: return an object/],
  ["return {status: 'fine'}", 'error', /give a status, one of healthy/],
  ["return {status: 'ok', metrics: {a: 'x'}}", 'error', /metrics\.a/],
  ['await new Promise(() => {})', 'unhealthy', /^no answer within 0.1 s: still waiting for/],
])('%s', async (body, status, reason) => {
  const one = await pluginsOf({ 'x.mjs': plugin('x', body) });
  expect(await one.run('x', { timeout: 100 })).toMatchObject({
    status,
    reasons: [expect.stringMatching(reason)],
  });
});

test('what is wrong with a file is told with its line, and touches no other', async () => {
  const good = plugin('good', "return {status: 'ok'}");
  const one = await pluginsOf({
    'a.mjs': good,
    'b.mjs': '\n\nthrow new Error("at the top")\n',
    'c.mjs': 'export const nothing = 1;\n',
    'd.mjs': plugin('d', '', "timeout: 'long',"),
    'e.mjs': good,
    'f.mjs': plugin('f', '', "target: 'nowhere',"),
    'g.mjs': plugin('g', '', "expect: ['status == 1'],"),
    'h.txt': 'not looked at',
  });
  expect(one.names()).toEqual(['good']);
  expect(one.plugins.troubles()).toEqual([
    'b.mjs:3: at the top',
    expect.stringContaining('c.mjs: it exports no check'),
    expect.stringContaining('d.mjs: check “d”: timeout: write a duration'),
    'e.mjs: there is a check good in a.mjs — give it another name',
    'f.mjs: f is for the target nowhere, which is not configured',
    expect.stringMatching(
      /^g.mjs: check “g”: “status == 1”: .* sees no “status” — write one of message, metrics\.\*, latency_ms$/,
    ),
  ]);
  expect(one.logged).toHaveLength(6);
});

test('whatever a file throws and exports, the others go on', async () => {
  const one = await pluginsOf({
    'good.mjs': plugin('good', 'throw new Error("100%zz.mjs:7");'),
    'nameless.mjs': 'export default {name: Object.create(null), run() {}};',
    'odd.mjs': 'throw new Error("100%zz.mjs:7");',
    'proxy.mjs': 'throw Object.create(null);',
  });
  expect(one.names()).toEqual(['good']);
  expect(one.plugins.troubles()).toEqual([
    'odd.mjs:1: 100%zz.mjs:7',
    expect.stringMatching(/^proxy.mjs: /),
    expect.stringMatching(/^nameless.mjs: .*name: /),
  ]);
  expect(await one.run('good')).toMatchObject({
    status: 'error',
    reasons: [expect.stringMatching(/^Health check failed: 100%zz.mjs:7/)],
  });
});

test('a change is taken over; a broken one leaves the former check running', async () => {
  const one = await pluginsOf({ 'a.mjs': plugin('a', "return {status: 'ok', message: 'one'}") });
  one.write('a.mjs', plugin('a', "return {status: 'ok', message: 'two'}"));
  one.write('b.mjs', plugin('b', "return {status: 'ok'}"));
  await one.plugins.refresh();
  expect(one.names()).toEqual(['a', 'b']);
  expect((await one.run('a')).details).toEqual({ message: 'two' });
  one.write('a.mjs', 'export default {\n');
  await one.plugins.refresh();
  expect(one.plugins.troubles()).toEqual([
    expect.stringMatching(/^a\.mjs:\d+: .*former checks go on/),
  ]);
  expect((await one.run('a')).details).toEqual({ message: 'two' });
  rmSync(join(one.folder, 'a.mjs'));
  await one.plugins.refresh();
  expect([one.names(), one.plugins.troubles()]).toEqual([['b'], []]);
});

test('a file or folder that others may change is refused with the repair', async () => {
  const text = plugin('a', "return {status: 'ok'}");
  const one = await pluginsOf({ 'a.mjs': text, 'b.mjs': text.replace("'a'", "'b'") });
  chmodSync(join(one.folder, 'a.mjs'), 0o666);
  symlinkSync(join(one.folder, 'b.mjs'), join(one.folder, 'c.mjs'));
  await one.plugins.refresh();
  expect(one.plugins.troubles()).toEqual([
    expect.stringContaining(`a.mjs: others may write it — run: chmod go-w ${one.folder}/a.mjs`),
    'c.mjs: it is a link — put the file itself there',
  ]);
  chmodSync(one.folder, 0o777);
  await one.plugins.refresh();
  expect(one.names()).toEqual([]);
  expect(one.plugins.troubles()[0]).toContain(`run: chmod go-w ${one.folder}`);
});

test('checks of the configuration and those of code name each other', async () => {
  const folder = join(freshFolder(), 'checks');
  mkdirSync(folder, { mode: 0o700 });
  const write = (name: string, depends: string) =>
    writeFileSync(
      join(folder, `${name}.mjs`),
      plugin(name, "throw new Error('no gold')", `fail_after: 1, depends: [${depends}],`),
      { mode: 0o600 },
    );
  write('gold', '');
  write('ring', "'ring2', 'nothing'");
  write('loop', "'shop'");
  const port = await freePort();
  const one = await running(`settings: {plugins: "${folder}"}
checks:
  - {name: shop, kind: tcp, host: 127.0.0.1, port: ${port}, fail_after: 1, depends: [gold, loop]}
  - {name: door, kind: tcp, host: 127.0.0.1, port: ${port}, depends: [glod]}
  - {name: both, kind: group, of: [shop, gold]}
`);
  const checks = await one.ask('check');
  for (const trouble of [
    'plug-in loop.mjs: depends: loop → shop → loop is a circle — remove one of these steps',
    'plug-in ring.mjs: ring: depends: there is no check or target `ring2`',
    'plug-in ring.mjs: ring: depends: there is no check or target `nothing`',
    'plug-in that makes glod is missing: tocsin.yaml line 4: checks.door.depends: there is no check or target `glod`',
    'plug-in that makes loop is missing: tocsin.yaml line 3: checks.shop.depends: there is no check or target `loop`',
  ]) {
    expect(checks).toContain(trouble);
  }
  await one.ask('check run gold');
  await one.ask('check run shop');
  expect(await one.ask('check show both')).toMatch(
    /gold(, shop)? (is|are) down|shop, gold are down/,
  );
  expect(await one.ask('check edit shop depends=gold,dor')).toContain(
    'depends: there is no check or target `dor`',
  );
  expect(await one.ask('check edit shop depends=gold')).toContain('tocsin.yaml would change');
});

test('without a folder of plug-ins every name must stand in the file', async () => {
  const loaded = await loadSettings(
    folderWith({
      yaml: 'checks:\n  - {name: a, kind: tcp, host: 192.0.2.1, port: 1, depends: [gold]}\n',
    }),
  );
  expect(loaded).toMatchObject({ kind: 'refused' });
});

test('checks of code run, raise alerts and are taken over by a reload', async () => {
  const folder = join(freshFolder(), 'checks');
  mkdirSync(folder, { mode: 0o700 });
  const write = (body: string) =>
    writeFileSync(join(folder, 'gold.mjs'), plugin('gold', body, 'fail_after: 1,'), {
      mode: 0o600,
    });
  write("throw new Error('no gold')");
  const one = await running(`settings: {plugins: "${folder}"}\n${yamlWith()}`);
  await one.ask('check run gold');
  expect(await one.ask('alerts')).toContain('Check gold fails: Health check failed: no gold');
  expect(await one.ask('check show gold')).toContain('plugin gold.mjs');
  for (const [line, how] of [
    ['check edit GOLD interval=5m', 'change'],
    ['check remove gold', 'take away'],
    ['check add gold kind=tcp host=127.0.0.1 port=1', 'change'],
  ] as const) {
    expect(await one.ask(line)).toContain(
      `gold is made by the plug-in gold.mjs, not by tocsin.yaml: ${how} it in that file, then write /config reload. /check off gold stops it at once.`,
    );
  }
  write("return {status: 'ok'}");
  await one.ask('config reload');
  await waitFor(async () =>
    (await one.ask('check run gold')).includes('gold: healthy') ? true : undefined,
  );
  const idle = plugin('idle', "return {status: 'ok'}", 'off: true,');
  writeFileSync(join(folder, 'idle.mjs'), idle, { mode: 0o600 });
  writeFileSync(join(folder, 'bad.mjs'), 'nonsense(\n', { mode: 0o600 });
  await one.ask('config reload');
  expect(await one.ask('check')).toMatch(/gold.*plug-in bad\.mjs:\d: /s);
  expect(await one.ask('check run idle')).toContain(
    'idle is switched off in the plug-in idle.mjs, so it is not run: take off: true away there',
  );
});
