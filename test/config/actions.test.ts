import { describe, expect, test } from 'vitest';
import { difference } from '../../src/config/difference.ts';
import { accepted, refused } from './folder.ts';

const yamlOf = (actions: string, more = '') =>
  `targets:\n  - name: here\n    kind: local\n${more}    actions:\n      - {${actions}}\n`;

test('an action has everything that was left out', async () => {
  const { config } = await accepted({ yaml: yamlOf('name: again, restart: worker') });
  expect(config.targets[0]?.actions).toEqual([
    {
      name: 'again',
      deed: { kind: 'restart', container: 'worker' },
      ...{ dryRun: null, timeout: 30_000, rules: [], perHour: 3 },
      ...{ twoPerson: false, after: null, evenAcknowledged: false },
    },
  ]);
});

test('one of its own is kept as it was written, and the same list can be that of several targets', async () => {
  const one =
    'name: prune, run: "/opt/app/prune.sh \'$(x)\'", dry_run: "/opt/app/prune.sh -n", timeout: 2m, for: disk_full, per_hour: 1, after: 10m, even_acknowledged: true';
  const yaml = `${yamlOf(one).replace('actions:', 'actions: &common')}  - {name: there, kind: docker, actions: [{name: a, restart: b}]}\n  - {name: over-there, kind: local, actions: *common}\n`;
  const { config } = await accepted({ yaml }, { presetRules: ['disk_full'] });
  expect(config.targets[0]?.actions).toEqual([
    {
      name: 'prune',
      deed: { kind: 'run', command: "/opt/app/prune.sh '$(x)'" },
      ...{ dryRun: '/opt/app/prune.sh -n', timeout: 120_000, rules: ['disk_full'], perHour: 1 },
      ...{ twoPerson: false, after: 600_000, evenAcknowledged: true },
    },
  ]);
  expect(config.targets[2]?.actions).toEqual(config.targets[0]?.actions);
});

test('a reload says that an action has changed, and not what it runs', async () => {
  const { config } = await accepted({ yaml: yamlOf('name: a, run: "x --key very-secret"') });
  const { config: other } = await accepted({ yaml: yamlOf('name: a, run: "x --key other"') });
  expect(difference(config, other).changes).toEqual([
    { kind: 'changed', what: 'target here', detail: 'action a: changed' },
  ]);
});

describe('what cannot be is refused with its line and what to write', () => {
  const watched = (what: string) => `    containers: ${what}\n`;
  test.each([
    {
      action: 'name: a',
      says: 'line 5: targets.here.actions.a — write one of `restart` and `run`',
    },
    { action: 'name: a, restart: b, run: c', says: 'write one of `restart` and `run`' },
    {
      action: 'name: a, rstart: b',
      says: 'targets.here.actions.a.rstart is unknown — did you mean `restart`?',
    },
    { action: 'name: a, restart: "-rf"', says: 'write the name of a container' },
    { action: 'name: a, restart: "x\'; reboot"', says: 'write the name of a container' },
    { action: 'name: a, restart: "$(reboot)"', says: 'write the name of a container' },
    { action: 'name: a, restart: "a\\nb"', says: 'write the name of a container' },
    { action: 'name: "$(a)", run: b', says: 'write a name of letters, digits' },
    { action: 'name: a, run: ""', says: 'write the command' },
    {
      action: 'name: a, run: b, per_hour: 0',
      says: 'per_hour: 0 — write a number of runs from 1 to 60',
    },
    { action: 'name: a, run: b, timeout: 1h', says: 'timeout: "1h" — write at most 10m' },
    { action: 'name: a, run: b, after: 5s', says: 'after: "5s" — write at least 1m' },
    {
      action: 'name: a, run: b, after: 5m',
      says: 'write `for:` with the rules whose alerts it waits for',
    },
    { action: 'name: a, restart: b, after: 5m, two_person: true', says: 'cannot happen by itself' },
    { action: 'name: a, run: b, even_acknowledged: true', says: 'write `after` too' },
    { action: 'name: a, run: b, two_person: 1', says: 'two_person: 1 — write true or false' },
    {
      action: 'name: a, run: b, for: disk_ful',
      says: 'targets.here.actions.a.for: there is no rule `disk_ful` — did you mean `disk_full`?',
    },
    { action: 'name: a, run: b, for: []', says: 'write at least one name, or leave it out' },
    {
      action: 'name: a, run: b}\n      - {name: a, run: c',
      says: 'line 6: targets.here.actions.a: the name `a` stands there already',
    },
    {
      action: 'name: a, restart: workr',
      more: watched('{expected: [worker]}'),
      says: 'line 6: targets.here.actions.a.restart: there is no container `workr` — did you mean `worker`?',
    },
    {
      action: 'name: a, restart: db',
      more: watched('{include: ["shop-*"], expected: [web]}'),
      says: 'no container `db` is looked at — write one of web, shop-*',
    },
    {
      action: 'name: a, restart: test-db',
      more: watched('{exclude: ["test-*"]}'),
      says: 'no container `test-db` is looked at — change `exclude`',
    },
    {
      action: 'name: a, restart: db',
      more: watched('false'),
      says: 'nobody looks at containers here',
    },
  ])('$action', async ({ action, says, more = '' }) => {
    const problems = await refused({ yaml: yamlOf(action, more) }, { presetRules: ['disk_full'] });
    expect(problems.join('\n')).toContain(says);
  });

  test('a target without a shell', async () => {
    const engine = (action: string) =>
      refused({ yaml: `targets:\n  - {name: e, kind: docker, actions: [{name: a, ${action}}]}\n` });
    expect((await engine('run: b'))[0]).toContain(
      'a docker target has no shell: write `restart` alone',
    );
    expect((await engine('restart: b, dry_run: c'))[0]).toContain('has no shell');
    const pushed = await refused({ yaml: 'targets:\n  - {name: p, kind: push, actions: []}\n' });
    expect(pushed[0]).toContain('targets.p.actions is unknown');
  });

  test.each(['shop-*', '*', 'shop-web', 'sh*web', '*web'])(
    '%s looks at shop-web',
    async (pattern) => {
      const yaml = yamlOf('name: a, restart: shop-web', watched(`{include: ["${pattern}"]}`));
      expect(await refused({ yaml })).toEqual([]);
    },
  );
});
