import { describe, expect, test } from 'vitest';
import { accepted, refused } from './folder.ts';

describe('tocsin.yaml is refused with line and what to write', () => {
  test.each([
    {
      name: 'a section nobody knows',
      yaml: 'targets: []\nruels: []\n',
      says: ['line 2: ruels is unknown — did you mean `rules`?'],
    },
    {
      name: 'a section of a later version',
      yaml: 'silences: []\n',
      says: ['line 1: not in this version yet: remove `silences` (line 1)'],
    },
    {
      name: 'a check that looks from a host and has none',
      yaml: 'targets:\n  - {name: app, kind: push}\nchecks:\n  - {name: a, kind: process, process: nginx}\n  - {name: b, kind: process, process: nginx, target: app}\n',
      says: ['a', 'b'].map(
        (one, place) =>
          `line ${4 + place}: checks.${one}.target: a check of kind process looks from a host — write the name of a target of kind local or ssh`,
      ),
    },
    {
      name: 'a check of a process that says which in two ways',
      yaml: 'targets:\n  - {name: here, kind: local}\nchecks:\n  - {name: a, kind: process, target: here, process: nginx, pattern: x}\n',
      says: ['line 4: checks.a.process: write either `process` or `pattern`'],
    },
    {
      name: 'a key of a later version',
      yaml: 'rules:\n  - name: disk_full\n    when: system.disk > 90\n    levels: {}\n',
      says: ['line 4: not in this version yet: remove `levels` (line 4)'],
    },
    {
      name: 'a key nobody knows, far from any',
      yaml: 'people:\n  - {name: Ana, role: admin, discord: "1", favourite: red}\n',
      says: [
        'line 2: people.Ana.favourite is unknown — write one of name, role, discord, telegram, email, phone, zone',
      ],
    },
    {
      name: 'a key of another kind of target',
      yaml: 'targets:\n  - name: here\n    kind: local\n    host: 192.0.2.1\n',
      says: [
        'line 4: targets.here.host is unknown — write one of kind, name, interval, preset, labels, parent, path, probes, logs, patterns, actions, containers',
      ],
    },
    {
      name: 'a slip in a match',
      yaml: 'channels: {ops: {kind: console}}\nroutes:\n  - match:\n      severty: critical\n    to: ops\n',
      says: ['line 4: routes.1.match.severty is unknown — did you mean `severity`?'],
    },
    {
      name: 'a bad duration',
      yaml: 'rules:\n  - name: slow\n    when: a > 1\n    for: 5 minutes\n',
      says: [
        'line 4: rules.slow.for: "5 minutes" — write a duration such as 500ms, 30s, 5m, 2h or 7d',
      ],
    },
    {
      name: 'a duration without a unit',
      yaml: 'targets:\n  - {name: here, kind: local, interval: 30}\n',
      says: [
        'line 2: targets.here.interval: 30 — write a duration such as 500ms, 30s, 5m, 2h or 7d',
      ],
    },
    {
      name: 'an interval that is too short',
      yaml: 'targets:\n  - {name: here, kind: local, interval: 10ms}\n',
      says: ['line 2: targets.here.interval: "10ms" — write at least 1s'],
    },
    {
      name: 'a kind of target that does not work yet',
      yaml: 'targets:\n  - {name: shop, kind: http}\n',
      says: [
        'line 2: targets.shop.kind: "http" — write local, ssh, docker or push (other kinds are not in this version yet)',
      ],
    },
    {
      name: 'containers by names that are none, and an engine that is none',
      yaml: 'targets:\n  - name: here\n    kind: local\n    containers:\n      expected: ["$(reboot)"]\n      engine: docker.sock\n      expcted: [web]\n',
      says: [
        'line 5: targets.here.containers.expected: "$(reboot)" — write a list of names of containers or services that must run',
        'line 6: targets.here.containers.engine: "docker.sock" — write unix:///run/docker.sock, or tcp://192.0.2.10:2376',
        'line 7: targets.here.containers.expcted is unknown — did you mean `expected`?',
      ],
    },
    {
      name: 'an engine with half of what TLS needs',
      yaml: 'targets:\n  - {name: shop, kind: docker, engine: "tcp://192.0.2.10:2376", ca: ca.pem}\n',
      says: [
        'line 2: targets.shop.ca: "ca.pem" — write `ca:`, `cert:` and `key:`, or none of them',
      ],
    },
    {
      name: 'a file as the log of an engine',
      yaml: 'targets:\n  - name: shop\n    kind: docker\n    logs: [{name: app, container: web}, {name: sys, path: /var/log/syslog}]\n',
      says: ['line 4: targets.shop.logs — write `container` for each: an engine has no files'],
    },
    {
      name: 'an SSH target without a host, and a port out of range',
      yaml: 'targets:\n  - name: web-1\n    kind: ssh\n    port: 70000\n',
      says: [
        'line 2: targets.web-1.host is missing — write a name such as shop.example.com, or an IP address',
        'line 4: targets.web-1.port: 70000 — write a port from 1 to 65535',
      ],
    },
    {
      name: 'an unknown preset',
      yaml: 'targets:\n  - {name: here, kind: local, preset: bace}\n',
      says: ['line 2: targets.here.preset: there is no preset `bace` — did you mean `base`?'],
    },
    {
      name: 'a route to no channel',
      yaml: 'channels:\n  ops: {kind: console}\nroutes:\n  - to:\n      - ops\n      - phone\n',
      says: ['line 6: routes.1.to: there is no channel `phone` — write one of ops'],
    },
    {
      name: 'a report to no channel',
      yaml: 'reports:\n  - {period: daily, to: ops}\n',
      says: ['line 2: reports.1.to: there is no channel `ops` — there is no channel yet'],
    },
    {
      name: 'a rule for no target and to no channel',
      yaml: 'targets:\n  - {name: web-1, kind: local}\nrules:\n  - name: hot\n    when: a > 1\n    targets: [web-2]\n    channels: ops\n',
      says: [
        'line 6: rules.hot.targets: there is no target `web-2` — did you mean `web-1`?',
        'line 7: rules.hot.channels: there is no channel `ops` — there is no channel yet',
      ],
    },
    {
      name: 'people whom no command tells apart',
      yaml: 'people:\n  - {name: Ana, role: admin, telegram: "222"}\n  - {name: ana, role: viewer, telegram: "333"}\n',
      says: ['line 3: people.ana: the name `Ana` stands on line 2 already — write another name'],
    },
    {
      name: 'two targets of one name',
      yaml: 'targets:\n  - {name: a, kind: local}\n  - {name: b, kind: local}\n  - {name: a, kind: local}\n',
      says: ['line 4: targets.a: the name `a` stands on line 2 already — write another name'],
    },
    {
      name: 'two channels of one name',
      yaml: 'channels:\n  ops: {kind: console}\n  ops: {kind: console}\n',
      says: ['line 3: `ops` stands twice in one place — keep one of them'],
    },
    {
      name: 'an expression that does not parse',
      yaml: 'rules:\n  - name: disk_full\n    severity: error\n    when: system.disk >> 90\n',
      says: [
        'line 4: rules.disk_full.when: "system.disk >> 90" cannot be understood, at character 14 — expected a value',
      ],
    },
    {
      name: 'a wrong severity',
      yaml: 'rules:\n  - {name: hot, when: a > 1, severity: fatal}\n',
      says: [
        'line 2: rules.hot.severity: "fatal" — write one of info, warning, error, critical, emergency',
      ],
    },
    {
      name: 'a wrong schedule and zone',
      yaml: "reports:\n  - period: daily\n    at: 25 o'clock\n    zone: Mars/Olympus\n",
      says: [
        'line 3: reports.1.at: "25 o\'clock" — write minute, hour, day, month and weekday, e.g. "0 23 * * *"',
        'line 4: reports.1.zone: "Mars/Olympus" — write a time zone such as Europe/Berlin',
      ],
    },
    {
      name: 'a schedule with seconds',
      yaml: 'reports:\n  - {period: daily, at: "0 0 23 * * *"}\n',
      says: [
        'line 2: reports.1.at: "0 0 23 * * *" — write minute, hour, day, month and weekday, e.g. "0 23 * * *"',
      ],
    },
    {
      name: 'a variable that is not set',
      yaml: `targets:\n  - name: web-1\n    kind: ssh\n    host: web\n    password: \${WEB_PASSWORD}\n`,
      says: [`line 5: \${WEB_PASSWORD} is not set — put WEB_PASSWORD=... into .env`],
    },
    {
      name: 'a person without an id',
      yaml: 'people:\n  - {name: Ana, role: admin}\n',
      says: [
        'line 2: people.Ana — write `discord:` or `telegram:` with the id of the person, `email:` or `phone:`',
      ],
    },
    {
      name: 'a channel of a chat without a token',
      yaml: 'channels:\n  ops: {kind: discord, channel: "1"}\n',
      says: [
        'line 2: channels.ops: nothing can be sent there without DISCORD_TOKEN — put it into .env',
      ],
    },
    {
      name: 'a style that there is not',
      yaml: 'channels:\n  ops: {kind: discord, channel: "123456789012345678", style: post}\n',
      says: [
        'line 2: channels.ops.style: "post" — write forum (a post for each alert; the channel is a forum) or threads (a thread below each card), or leave it out',
      ],
    },
    {
      name: 'a list where names stand',
      yaml: 'channels:\n  - {kind: console}\n',
      says: ['line 1: channels is no map — write `ops: {kind: ...}`'],
    },
    {
      name: 'one entry where a list stands',
      yaml: 'targets: {name: here, kind: local}\n',
      says: ['line 1: targets is no list — begin every entry with "- "'],
    },
    {
      name: 'a tab',
      yaml: 'targets:\n\t- name: here\n',
      says: ['line 2: a tab indents this line — write spaces'],
    },
    {
      name: 'plain text',
      yaml: 'hello\n',
      says: ['line 1: this is no map — begin with `targets:`'],
    },
  ])('$name', async ({ yaml, says }) => {
    expect(await refused({ yaml })).toEqual(says.map((line) => `tocsin.yaml ${line}`));
  });

  test('brackets that never close', async () => {
    const [line] = await refused({ yaml: 'targets:\n  - {name: here, kind: local\n' });
    expect(line).toMatch(
      /^tocsin\.yaml line \d: this is no valid YAML: .* — check indentation, quotes and brackets/,
    );
  });

  test('a password is never shown', async () => {
    const yaml = 'targets:\n  - {name: w, kind: ssh, host: w, password: 12345678}\n';
    const says = await refused({ yaml });
    expect(says).toEqual([
      'tocsin.yaml line 2: targets.w.password — write the password, best as a variable of .env',
    ]);
  });

  test('a secret from a variable is never shown', async () => {
    const yaml = `rules:\n  - {name: hot, when: a > 1, for: "\${API_PASSWORD}"}\n`;
    const says = await refused({ yaml, env: 'API_PASSWORD=hunter22\n' });
    expect(says).toHaveLength(1);
    expect(says.join()).not.toContain('hunter22');
  });
});

test('everything wrong in both files comes at once, in order', async () => {
  const says = await refused({
    env: 'LOG_LEVEL=loud\n',
    yaml: 'targets:\n  - {name: a, kind: local, interval: x}\nroutes:\n  - {to: ops}\nnonsense: 1\n',
  });
  expect(says.map((line) => line.slice(0, line.indexOf(':')))).toEqual([
    '.env line 1',
    'tocsin.yaml line 2',
    'tocsin.yaml line 4',
    'tocsin.yaml line 5',
  ]);
});

test('a target with a fault of its own still counts for those who name it', async () => {
  const says = await refused({
    yaml: 'targets:\n  - {name: a, kind: local, interval: x}\nrules:\n  - {name: r, when: b > 1, targets: a}\n',
  });
  expect(says).toHaveLength(1);
});

test('a file that cannot be read is named', async () => {
  const says = await refused({ environment: { TOCSIN_CONFIG: '.' } });
  expect(says).toEqual(['.: this file cannot be read (EISDIR) — check its owner and permissions']);
});

test('a route may name a rule of a preset', async () => {
  const given = {
    yaml: 'channels: {s: {kind: console}}\nroutes:\n  - {match: {rule: cpu}, to: s}\n',
  };
  const { config } = await accepted(given, { presetRules: ['cpu'] });
  expect(config.routes[0]?.match.rule).toBe('cpu');
  await expect(accepted(given, { presetRules: ['disk'] })).rejects.toThrow('no rule `cpu`');
});
