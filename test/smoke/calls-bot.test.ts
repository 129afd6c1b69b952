import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ROTATIONS } from '../collect/logs/rotation.ts';
import { canMakeDisks } from '../store/small-disk.ts';
import { type CallsBotApp, startCallsBot } from '../support/calls-bot-app.ts';
import { HAS_DOCKERD, startDockerd } from '../support/dockerd.ts';
import { keptIn } from '../support/kept-lines.ts';
import { HAS_SSHD, startSshd } from '../support/sshd.ts';
import {
  ANA,
  CHAT,
  chatEnvironment,
  readyApp,
  startChats,
  waitFor,
  workFolder,
} from '../support/whole-app.ts';

const ana = { id: ANA, first_name: 'Ana', is_bot: false };
const CAN_RUN = HAS_DOCKERD && HAS_SSHD && canMakeDisks() && existsSync('/usr/bin/sqlite3');

interface Trouble {
  readonly what: string;
  begin(app: CallsBotApp): void;
  end(app: CallsBotApp): void;
  /** What the seed's table leaves of 100. */
  readonly score: number;
  readonly why: string;
  readonly alert: string;
}

/** No two that stand one after the other have the same alert. */
const TROUBLES: readonly Trouble[] = [
  {
    what: 'a heartbeat that stopped',
    begin: (app) => app.beat(660),
    end: (app) => app.beat(),
    ...{ score: 75, why: 'Heartbeat is stale', alert: 'No heartbeat of bot' },
  },
  {
    what: 'a full disk',
    begin: (app) => app.fillDisk(93),
    end: (app) => app.emptyDisk(),
    ...{ score: 80, why: 'Disk is almost full', alert: 'Disk .* on bot' },
  },
  {
    what: 'no heartbeat at all',
    begin: (app) => app.loseHeartbeat(),
    end: (app) => app.beat(),
    ...{ score: 70, why: 'No heartbeat found', alert: 'No heartbeat of bot' },
  },
  {
    what: 'errors on its page',
    begin(app) {
      app.stats.errors['timeout'] = 3;
    },
    end(app) {
      app.stats.errors['timeout'] = 0;
    },
    ...{ score: 95, why: 'Errors of the bot', alert: 'Errors of bot: 3 of type timeout' },
  },
  {
    what: 'a container that was killed',
    begin: (app) => app.stopWorker(),
    end: (app) => app.startWorker(),
    ...{ score: 70, why: 'Containers not running', alert: 'callsbot-worker of bot is down' },
  },
  {
    what: 'errors in its log',
    begin: (app) => app.raiseErrors(),
    end: (app) => app.calmDown(),
    ...{ score: 95, why: 'New errors in the logs', alert: 'new errors in bot of bot' },
  },
];

/** What each panel says while all is well. */
const PANELS: Readonly<Record<string, readonly RegExp[]>> = {
  containers: [/Not running[^\n]*\n?.*0/, /callsbot-worker.*yes/],
  budget: [/12\.5 %/, /3\.2/],
  feed: [/yes/, /900 ms/],
  signals: [/Enabled/, /40/, /20/],
  tracking: [/alpha/, /2026-03-01T11:00:00Z/],
  database: [/kB/, /alerts.*2/, /tracking.*1/],
  heartbeat: [/Age/, /\d+ s/],
};

test.skipIf(!CAN_RUN)(
  'a calls bot over SSH scores 100, and each trouble costs what the table says, is told and is over (needs docker.io, busybox-static, openssh-server, sqlite3 and mounts)',
  async () => {
    await using engine = await startDockerd();
    await using bot = await startCallsBot(engine);
    const path = `${bot.programs}:/usr/local/bin:/usr/bin:/bin`;
    await using server = await startSshd([`SetEnv SHLVL=5 PATH=${path}`]);
    await using chats = await startChats();
    using folder = workFolder(`
settings: {startup_grace: 0s, group_wait: 0s}
targets:
  - name: bot
    kind: ssh
    host: 127.0.0.1
    port: ${server.port}
    user: root
    key: ${server.userKey}
    host_key: "${server.fingerprint}"
    interval: 2s
    preset: calls-bot
    path: ${bot.path}
    containers: {include: [callsbot-worker], expected: [callsbot-worker], engine: "${engine.address}"}
    logs: [{name: bot, path: "${bot.log.file}"}]
    probes:
      - {name: stats, http: {port: ${bot.port}, path: /stats}}
rules:
  # How many errors it writes before they are found depends on the machine: the many are not what this is about.
  - {name: log_error_burst, when: "sum('log.new_errors', '5m') >= 100000", message: Errors}
`);
    const { telegram } = chats;
    await using app = await readyApp(folder.path, chatEnvironment(chats));
    const answer = async (text: string) =>
      (await telegram.say({ chat: CHAT, user: ana, text }).answer()).text;
    /** Asks until the score is there, and says how the card reads then. */
    const scored = async (score: number) => {
      const seen = new Set<string>();
      for (const until = performance.now() + 30_000; performance.now() < until; ) {
        const text = await answer('/health bot');
        if (text.includes(`bot: ${score}/100`)) return { text, seen };
        seen.add(/bot: (\d+)\/100/.exec(text)?.[1] ?? 'none');
      }
      const targets = await answer('/targets');
      throw new Error(`never ${score}: ${[...seen]}\n${await answer('/health bot')}\n${targets}`);
    };
    const { text: whole } = await scored(100);
    expect(whole).toContain('based on 14 of 14 factors');
    expect(await answer('/targets')).not.toContain('do not work');

    for (const [panel, says] of Object.entries(PANELS)) {
      const text = await answer(`/panel bot ${panel}`);
      for (const one of says) expect(text, panel).toMatch(one);
    }

    const card = (words: string, state: string) =>
      telegram
        .messages(CHAT)
        .findLast(({ text }) => new RegExp(words).test(text) && text.includes(state));
    let before: Trouble | null = null;
    for (const [index, trouble] of TROUBLES.entries()) {
      const { what, score, why, alert } = trouble;
      // One ends as the next begins: each state has exactly one trouble, but perhaps for a round in between.
      bot.rotate(ROTATIONS[index % ROTATIONS.length] ?? 'rename');
      before?.end(bot);
      trouble.begin(bot);
      const { text, seen } = await scored(score);
      const was = before?.score ?? 100;
      // `none`: a round that came too late on a busy machine.
      const between = ['none', '100', `${was}`, `${was + score - 100}`];
      expect(between, what).toEqual(expect.arrayContaining([...seen]));
      expect(text, what).toContain(why);
      await waitFor(() => card(alert, ''), app.output);
      const ended = before?.alert;
      if (ended !== undefined) await waitFor(() => card(ended, 'Resolved'), app.output);
      before = trouble;
    }
    expect(await answer('/errors bot')).toContain('no answer within # s');
    before?.end(bot);
    await scored(100);
    await waitFor(() => card(before?.alert ?? '', 'Resolved'), app.output);
    await waitFor(() => keptIn(folder.path).at(-1) === bot.log.written, app.output);
    const [first = 0] = keptIn(folder.path);
    const wanted = Array.from({ length: bot.log.written - first + 1 }, (_, n) => first + n);
    expect(keptIn(folder.path)).toEqual(wanted);
    expect(telegram.violations).toEqual([]);
  },
  240_000,
);
