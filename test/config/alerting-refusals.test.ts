import { describe, expect, test } from 'vitest';
import { refused } from './folder.ts';

const TOKEN = 'TELEGRAM_BOT_TOKEN=123:telegram-token\n';

describe('is refused with line and what to write', () => {
  test.each([
    {
      name: 'settings beyond their bounds',
      yaml: 'settings:\n  storm: 2\n  remind: 10s\n  group_wait: 1h\n  group_by: host\n  fail_over: soon\n',
      says: [
        'line 2: settings.storm: 2 — write a number of messages from 3 to 100',
        'line 3: settings.remind: "10s" — write at least 1m',
        'line 4: settings.group_wait: "1h" — write at most 10m',
        'line 5: settings.group_by: "host" — write one of target, rule, none',
        'line 6: settings.fail_over: "soon" — write a duration such as 500ms, 30s, 5m, 2h or 7d',
      ],
    },
    {
      name: 'a reminder that is neither a duration nor never',
      yaml: 'settings: {remind: sometimes}\n',
      says: [
        'line 1: settings.remind: "sometimes" — write a duration of at least 1m, such as 4h, or never',
      ],
    },
    {
      name: 'a slip in settings, and settings that are a list',
      yaml: 'settings:\n  group_weit: 1s\n',
      says: ['line 2: settings.group_weit is unknown — did you mean `group_wait`?'],
    },
    {
      name: 'settings that are a list',
      yaml: 'settings:\n  - storm: 5\n',
      says: ['line 1: settings is no map — write `remind: 4h`'],
    },
    {
      name: 'places that are no host and port',
      yaml: 'settings:\n  quorum:\n    - 192.0.2.1\n    - router:99999\n    - http://a:80\n',
      says: [
        'line 3: settings.quorum: "192.0.2.1" — write host:port, e.g. "192.0.2.1:443"',
        'line 4: settings.quorum: "router:99999" — write host:port, e.g. "192.0.2.1:443"',
        'line 5: settings.quorum: "http://a:80" — write host:port, e.g. "192.0.2.1:443"',
      ],
    },
    {
      name: 'two words for one thing in a rule',
      yaml: 'rules:\n  - name: r\n    when: a > 1\n    condition: a > 2\n    severity: error\n    level: error\n',
      says: [
        'line 4: rules.r.condition: "a > 2" — `when` says it already: keep one of the two',
        'line 6: rules.r.level: "error" — `severity` says it already: keep one of the two',
      ],
    },
    {
      name: 'a rule without a condition, and whatever else is wrong with it',
      yaml: 'rules:\n  - name: r\n    for: x\n',
      says: [
        'line 2: rules.r.when is missing — write a condition such as system.disk > 90',
        'line 3: rules.r.for: "x" — write a duration such as 500ms, 30s, 5m, 2h or 7d',
      ],
    },
    {
      name: 'a condition of another rule file that does not parse',
      yaml: 'rules:\n  - name: r\n    condition: a >> 1\n',
      says: [
        'line 3: rules.r.condition: "a >> 1" cannot be understood, at character 4 — expected a value',
      ],
    },
    {
      name: 'channels of other rule files that are not there',
      yaml: 'rules:\n  - {name: r, condition: a > 1, channels: [EMAIL, SLACK]}\n',
      says: [
        'line 2: rules.r.channels: there is no channel `EMAIL` — there is no channel yet',
        'line 2: rules.r.channels: there is no channel `SLACK` — there is no channel yet',
      ],
    },
    {
      name: 'durations of a rule that are too short or none',
      yaml: 'rules:\n  - name: r\n    when: a > 1\n    escalate: 30s\n    remind: 5s\n    clear: 5 min\n    type: Big Trouble\n    for: 999d\n',
      says: [
        'line 4: rules.r.escalate: "30s" — write at least 1m',
        'line 5: rules.r.remind: "5s" — write at least 1m',
        'line 6: rules.r.clear: "5 min" — write a condition such as system.disk < 85, or a duration such as 5m',
        'line 7: rules.r.type: "Big Trouble" — write a kind of trouble in small letters, - and _, such as performance',
        'line 8: rules.r.for: "999d" — write at most 365d',
      ],
    },
    {
      name: 'the name of the monitor itself',
      yaml: 'targets:\n  - {name: Tocsin, kind: local}\n',
      says: [
        'line 2: targets.Tocsin.name: "Tocsin" — this name stands for the monitor itself: write another, e.g. tocsin-host',
      ],
    },
    {
      name: 'a parent that is not there',
      yaml: 'targets:\n  - {name: router, kind: local}\n  - name: web\n    kind: local\n    parent: ruter\n',
      says: ['line 5: targets.web.parent: there is no target `ruter` — did you mean `router`?'],
    },
    {
      name: 'the monitor as a parent',
      yaml: 'targets:\n  - {name: web, kind: local, parent: tocsin}\n',
      says: ['line 2: targets.web.parent: there is no target `tocsin` — write one of web'],
    },
    {
      name: 'parents in a circle, once, with what hangs on it',
      yaml: 'targets:\n  - {name: leaf, kind: local, parent: a}\n  - name: a\n    kind: local\n    parent: b\n  - {name: b, kind: local, parent: c}\n  - {name: c, kind: local, parent: a}\n',
      says: [
        'line 5: targets.a.parent: a → b → c → a is a circle — remove `parent` from one of them',
      ],
    },
    {
      name: 'a target that is its own parent',
      yaml: 'targets:\n  - {name: a, kind: local, parent: a}\n',
      says: ['line 2: targets.a.parent: a → a is a circle — remove `parent` from one of them'],
    },
    {
      name: 'an inhibition that watches for nothing or for what it mutes',
      yaml: 'rules:\n  - {name: r, when: a > 1}\ninhibit:\n  - {when: {}, mute: {severity: warning}}\n  - {when: {rule: r, labels: {a: b, c: d}}, mute: {labels: {c: d, a: b}, rule: r}}\n  - {mute: {rule: r}}\n',
      says: [
        'line 4: inhibit.1.when — write what is watched for, e.g. {rule: target_unreachable}: any alert would mute others',
        'line 5: inhibit.2.mute — this is what it watches for too, which would mute itself: write another match, e.g. {severity: warning}',
        'line 6: inhibit.3.when is missing — write what is watched for, e.g. {rule: target_unreachable}',
      ],
    },
    {
      name: 'names in an inhibition that nothing has',
      yaml: 'rules:\n  - {name: down, when: a > 1}\ninhibit:\n  - when: {rule: dawn, severity: "<=error"}\n    mute: {severity: ">=error"}\n  - when: {rule: dawn}\n    mute: {taget: a}\n  - when: {rule: dawn}\n    mute: {severity: info}\n    same: [taget]\n',
      says: [
        'line 4: inhibit.1.when.severity: "<=error" — write ">=warning" (that or stronger), with one of the severities',
        'line 5: inhibit.1.mute.severity: ">=error" — write "<=warning" (that or weaker), with one of the severities',
        'line 7: inhibit.2.mute.taget is unknown — did you mean `target`?',
        'line 8: inhibit.3.when.rule: there is no rule `dawn` — did you mean `down`?',
        'line 10: inhibit.3.same: nothing has a label `taget` — did you mean `target`?',
      ],
    },
    {
      name: 'maintenance that never comes, lasts too long, or stands twice',
      yaml: 'maintenance:\n  - {name: a, at: daily, duration: 5s}\n  - {name: a, at: "0 3 * * *", duration: 30d}\n  - {name: b, at: "0 3 * * *", duration: 1h, match: {target: nowhere}, zone: Mars}\n',
      says: [
        'line 2: maintenance.a.at: "daily" — write minute, hour, day, month and weekday, e.g. "0 23 * * *"',
        'line 2: maintenance.a.duration: "5s" — write at least 1m',
        'line 3: maintenance.a.duration: "30d" — write at most 7d',
        'line 3: maintenance.a: the name `a` stands on line 2 already — write another name',
        'line 4: maintenance.b.zone: "Mars" — write a time zone such as Europe/Berlin',
      ],
    },
    {
      name: 'quiet hours that are none',
      yaml: 'channels:\n  a: {kind: console, quiet: "22-7"}\n  b: {kind: console, quiet: "07:00-07:00"}\n  c: {kind: console, quiet: "24:00-07:00"}\n  d: {kind: console, zone: Europe/Berlin}\n  e: {kind: telegram, chat: "1", pushes_per_hour: 0}\n',
      says: [
        'line 2: channels.a.quiet: "22-7" — write quiet hours as "22:00-07:00", with two different ends',
        'line 3: channels.b.quiet: "07:00-07:00" — write quiet hours as "22:00-07:00", with two different ends',
        'line 4: channels.c.quiet: "24:00-07:00" — write quiet hours as "22:00-07:00", with two different ends',
        'line 5: channels.d.zone: it is the zone of quiet hours, and there are none — write `quiet: "22:00-07:00"` too, or remove it',
        'line 6: channels.e.pushes_per_hour: 0 — write a number of messages from 1 to 1000',
      ],
    },
    {
      name: 'a zone of a person',
      yaml: 'people:\n  - {name: Ana, role: admin, discord: "1", zone: Lisbon}\n',
      says: ['line 2: people.Ana.zone: "Lisbon" — write a time zone such as Europe/Berlin'],
    },
    {
      name: 'a reference to nothing',
      yaml: 'maintenance:\n  - name: a\n    at: *daily\n    duration: 1h\n',
      says: ['line 3: `*daily` refers to nothing — put quotes around a text with a star'],
    },
  ])('$name', async ({ yaml, says }) => {
    expect(await refused({ yaml, env: TOKEN }, { presetRules: [] })).toEqual(
      says.map((line) => `tocsin.yaml ${line}`),
    );
  });

  test('references that unfold without end', async () => {
    const levels = [...'bcdefgh'].map((key, at) => {
      const before = String.fromCharCode('a'.charCodeAt(0) + at);
      return `${key}: &${key} [${Array(9).fill(`*${before}`).join(', ')}]`;
    });
    const says = await refused({ yaml: `a: &a [1]\n${levels.join('\n')}\n` });
    expect(says).toEqual([
      'tocsin.yaml line 1: references such as `*name` unfold without end — write out what they mean',
    ]);
  });

  test('a long list of names is cut', async () => {
    const targets = Array.from(
      { length: 15 },
      (_, at) => `  - {name: machine-${at}, kind: local}\n`,
    );
    const yaml = `targets:\n${targets.join('')}routes:\n  - {match: {target: x}, to: ops}\n`;
    const [says] = await refused({ yaml: `channels: {ops: {kind: console}}\n${yaml}` });
    expect(says).toMatch(/write one of machine-0, .*, machine-11 and 4 more$/);
  });
});
