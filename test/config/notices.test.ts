import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSettings } from '../../src/app/settings.ts';
import { explain } from '../../src/config/explain.ts';
import { presets } from '../../src/presets/all.ts';
import { accepted, folderWith, load } from './folder.ts';

/** A metric from 0 to 1. */
const RATIO = presets.flatMap(({ metrics }) => metrics).find(({ unit }) => unit === 'ratio')?.name;

const TOKENS = 'DISCORD_TOKEN=discord-token-1\nTELEGRAM_BOT_TOKEN=123:telegram-token\n';

describe('what works but wants an eye', () => {
  test.skipIf(process.platform === 'win32')(
    'a .env with a token that others can read',
    async () => {
      const cwd = folderWith({ env: TOKENS });
      chmodSync(join(cwd, '.env'), 0o644);
      expect(await load(cwd)).toMatchObject({
        notices: [
          {
            file: '.env',
            line: null,
            message: 'other users of this machine can read it — run: chmod 600 .env',
          },
        ],
      });
    },
  );

  test('a channel without its token', async () => {
    const { config, notices } = await accepted({ env: 'LOG_LEVEL=info\nTELEGRAM_CHAT_ID=5\n' });
    expect(config.channels).toEqual([]);
    expect(notices).toEqual([
      {
        file: '.env',
        line: 2,
        message:
          'TELEGRAM_CHAT_ID has no effect without TELEGRAM_BOT_TOKEN — set TELEGRAM_BOT_TOKEN too',
      },
    ]);
  });

  test('a key file that is not there', async () => {
    const yaml =
      'targets:\n  - {name: a, kind: ssh, host: a, key: tocsin.yaml}\n  - name: b\n    kind: ssh\n    host: b\n    key: keys/id\n';
    const cwd = folderWith({ yaml });
    expect(await noticed(cwd)).toEqual([
      `tocsin.yaml line 6: targets.b.key: there is no file ${join(cwd, 'keys', 'id')} — make it, or write the path of another`,
    ]);
  });

  test.each([
    {
      message: 'Load {value} over {limit} on {target} {mount} {interface} {team} {rack}',
      says: [],
    },
    {
      message: 'Disk {mnt} is full, {mnt}!',
      says: ['nothing fills {mnt} — did you mean {mount}?'],
    },
    {
      message: 'See {somewhere}',
      says: ['nothing fills {somewhere} — write {value}, {limit}, {target} or a label'],
    },
    { message: 'An empty {} stays', says: [] },
  ])('a gap in a message: $message', async ({ message, says }) => {
    const yaml = `targets:\n  - {name: a, kind: local, labels: {rack: r1}}\nrules:\n  - name: hot\n    when: a > 1\n    labels: {team: core}\n    message: "${message}"\n`;
    expect(await noticed(folderWith({ yaml }))).toEqual(
      says.map((text) => `tocsin.yaml line 7: rules.hot.message: ${text}`),
    );
  });

  test('a rule that reads what nothing measures and nothing is like it', async () => {
    const yaml =
      'rules:\n  - name: hot\n    when: queue.depth > 90 and target.reachable\n    clear: my.own < 5 and queue.depth < 80\n    message: "{queue} waits"\n';
    const loaded = await loadSettings(folderWith({ yaml }));
    expect(loaded.kind === 'config' ? loaded.notices.map(explain) : loaded).toEqual([
      'tocsin.yaml line 3: nothing here measures “queue.depth” — the rule waits until a program sends it: docs/ingest.md',
      'tocsin.yaml line 4: nothing here measures “my.own” — the rule waits until a program sends it: docs/ingest.md',
    ]);
  });
});

describe('a metric that is nearly one', () => {
  test('is refused with the one that was meant', async () => {
    const yaml =
      'rules:\n  - name: hot\n    condition: system.cpuu > 90 and target.reachable\n    clear: sytem.cpu < 80\n';
    expect(await refusedBySettings(yaml)).toEqual([
      'tocsin.yaml line 3: nothing measures “system.cpuu” — did you mean system.cpu?',
      'tocsin.yaml line 4: nothing measures “sytem.cpu” — did you mean system.cpu?',
    ]);
  });
});

describe('a ratio', () => {
  const rule = (when: string) => `rules:\n  - {name: r, when: ${when}}\n`;

  test('that is compared with more than 1 is refused', async () => {
    const [says] = await refusedBySettings(rule(`${RATIO} < 80`));
    expect(says).toContain(`tocsin.yaml line 2: rules.r.when: "${RATIO} < 80"`);
    expect(says).toContain('write 0.8, not 80');
  });

  test('that is compared with less is fine', async () => {
    expect(await refusedBySettings(rule(`${RATIO} < 0.8`))).toEqual([]);
  });
});

describe('a condition that is a number', () => {
  test.each([
    { when: 'system.cpu', at: 1, metric: 'system.cpu' },
    { when: 'not system.load1', at: 5, metric: 'system.load1' },
    { when: 'target.reachable and system.disk', at: 22, metric: 'system.disk' },
  ])('is refused: $when', async ({ when, at, metric }) => {
    const loaded = await loadSettings(
      folderWith({ yaml: `rules:\n  - {name: r, when: ${when}}\n` }),
    );
    expect(loaded.kind === 'refused' ? loaded.problems.map(explain) : loaded).toEqual([
      `tocsin.yaml line 2: rules.r.when: "${when}" cannot be understood, at character ${at} — compare it, e.g. ${metric} > 90`,
    ]);
  });

  test.each(['target.reachable', 'not target.reachable', 'system.cpu > 1 or target.reachable'])(
    'is not: %s',
    async (when) => {
      const loaded = await loadSettings(
        folderWith({ yaml: `rules:\n  - {name: r, when: ${when}}\n` }),
      );
      expect(loaded).toMatchObject({ kind: 'config', notices: [] });
    },
  );
});

/** What a person reads about a file that is refused, in the words of the real expressions and metrics. */
async function refusedBySettings(yaml: string): Promise<string[]> {
  const loaded = await loadSettings(folderWith({ yaml }));
  return loaded.kind === 'refused' ? loaded.problems.map(explain) : [];
}

/** What a person reads about a folder that is accepted. */
async function noticed(cwd: string): Promise<string[]> {
  const loaded = await load(cwd);
  if (loaded.kind === 'refused') throw new Error(loaded.problems.map(explain).join('\n'));
  return loaded.notices.map(explain);
}
