import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { loadSettings, settingsFile } from '../../src/app/settings.ts';
import type { AppOptions } from '../../src/app.ts';
import { runApp } from '../../src/app.ts';
import { CONSOLE } from '../../src/chat/console/prompt.ts';
import { renderForConsole, UNBROKEN } from '../../src/chat/console/render.ts';
import type { Reply } from '../../src/chat/reply.ts';
import { openLog } from '../../src/log/log.ts';
import type { Actor } from '../../src/model/person.ts';
import { freshFolder } from '../store/fresh-folder.ts';
import { waitFor } from '../support/whole-app.ts';

const root: Actor = { id: 'console:root', name: 'root', surface: 'console', role: 'admin' };

/** Rules of the presets stay silent on any machine; what a test is about comes behind. */
const SILENT = `
  - {name: disk_high, when: system.disk > 101}
  - {name: high_memory, when: system.memory > 101}
  - {name: high_cpu, when: system.cpu > 101}
  - {name: score_low, when: health.score < -1}
`;

/** One watched machine, and rules behind the silent ones. */
export function yamlWith(rules = '', more = ''): string {
  return `targets:\n  - {name: here, kind: local, interval: 1s}\nrules:${SILENT}${rules}${more}`;
}

/** The whole product in this process, with a folder of its own, unless given, as its user would have it. */
export async function running(
  yaml: string,
  environment: Readonly<Record<string, string>> = {},
  folder = freshFolder(),
) {
  const write = (name: string, text: string) =>
    writeFileSync(join(folder, name), text, { mode: 0o600 });
  const variables = { ANALYTICS_ENABLED: 'false', LOG_LEVEL: 'debug', ...environment };
  const writeEnv = (more: Readonly<Record<string, string>> = {}) => {
    const lines = Object.entries({ ...variables, ...more }).map(
      ([key, value]) => `${key}=${value}`,
    );
    write('.env', lines.join('\n'));
  };
  writeEnv();
  write('tocsin.yaml', yaml);
  const loaded = await loadSettings(folder);
  if (loaded.kind === 'refused') throw new Error(JSON.stringify(loaded.problems));
  const { config } = loaded;
  const file = join(folder, 'log');
  const printed: Reply[] = [];
  const stop = new AbortController();
  let ended: Promise<void> = Promise.resolve();
  const { desk } = await new Promise<Parameters<AppOptions['ready']>[0]>((resolve, reject) => {
    ended = runApp(
      config,
      {
        log: openLog({ level: config.logLevel, secrets: config.secrets, file, show: null }),
        version: '1.2.3',
        read: () => loadSettings(folder),
        file: settingsFile(folder),
        print: (reply) => printed.push(reply),
        ready: resolve,
      },
      stop.signal,
    );
    ended.catch(reject);
  });
  const end = async () => {
    stop.abort();
    await ended;
  };
  onTestFinished(end);
  const shown = (reply: Reply) =>
    renderForConsole(reply, { width: UNBROKEN, colour: false, zone: 'UTC', now: Date.now() });
  const asked = (line: string) => {
    const [, name = '', input = ''] = /^(\S*)\s*(.*)$/s.exec(line) ?? [];
    const signal = AbortSignal.timeout(20_000);
    return desk.answer({ name, input, actor: root, place: CONSOLE, signal });
  };
  return {
    folder,
    asked,
    shown,
    /** Ends it as a signal would; it can be started again in its folder. */
    end,
    /** What a command answers, as a terminal shows it. */
    ask: async (line: string) => shown(await asked(line)),
    /** The configuration file is another from now on. */
    write: (text: string) => write('tocsin.yaml', text),
    writeEnv,
    log: () => (existsSync(file) ? readFileSync(file, 'utf8') : ''),
    /** What the terminal was told, a text for each message. */
    printed: () => printed.map(shown),
    /** Waits until a printed message matches. */
    told: (text: RegExp) =>
      waitFor(
        () => printed.map(shown).find((one) => text.test(one)),
        () => printed.map(shown).join('\n'),
      ),
  };
}
