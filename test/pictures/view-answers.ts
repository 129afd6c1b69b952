import { errors } from '../../commands/errors.ts';
import { logs } from '../../commands/logs.ts';
import type { CommandContext } from '../../src/chat/command.ts';
import type { Reply } from '../../src/chat/reply.ts';
import { heading, line, reply } from '../../src/chat/reply.ts';
import { failed, passed, skipped } from '../../src/model/target-test.ts';
import { DAY, MINUTE } from '../../src/model/time.ts';
import {
  actionsReply,
  answeredReply,
  askedReply,
  previewReply,
} from '../../src/report/action-text.ts';
import { containersReply } from '../../src/report/container-list.ts';
import { heatmapReply, newestReply, sessionsReply, topReply } from '../../src/report/events.ts';
import { storageReply } from '../../src/report/storage.ts';
import { testedReply } from '../../src/report/target-test-text.ts';
import { BEN } from './answer-data.ts';
import { ACTIONS, CLEAN, DRY, FAIL_OVER, LOGS, RUN, WEB } from './deed-data.ts';
import type { Told } from './examples.ts';
import { ANA, NOW } from './examples.ts';
import { CONTAINERS, EVENTS, STORAGE } from './view-data.ts';

const SCOPE = (what: string) => ({
  filter: { from: NOW - DAY, to: NOW, target: null, type: null },
  what,
});

const run = (of: { run(args: never, context: CommandContext): Promise<Reply> }, args: object) =>
  of.run(args as never, LOGS);

/** What Tocsin answers to those who look closer, and who do something. */
export const VIEW_ANSWERS: Readonly<Record<string, readonly Told[]>> = {
  fix: [{ reply: actionsReply(ACTIONS, null), asked: '/fix' }],
  'fix-preview': [
    {
      reply: previewReply({
        kind: 'shown',
        view: CLEAN,
        dry: DRY,
        alert: 142,
        token: 't0k3n',
        why: null,
        runs: [
          { ...RUN, at: NOW - 2 * DAY },
          {
            ...RUN,
            at: NOW - 9 * DAY,
            by: BEN,
            state: 'late',
            code: null,
            took: 60_000,
            detail: 'it goes on there',
          },
        ],
      }),
      asked: '/fix web-1 clean-cores',
    },
  ],
  'fix-result': [
    { reply: answeredReply({ kind: 'ended', target: 'web-1', run: RUN }) },
    {
      reply: answeredReply({
        kind: 'ended',
        target: 'web-1',
        run: { ...RUN, state: 'failed', code: 1, output: "find: '/var/crash': Permission denied" },
      }),
    },
  ],
  'fix-two': [
    {
      reply: askedReply('db-1', {
        ...RUN,
        action: 'fail-over',
        deed: FAIL_OVER.deed,
        state: 'asked',
        expires: NOW + 15 * MINUTE,
        by: ANA,
        alert: null,
      }),
    },
    {
      reply: answeredReply({
        kind: 'asked',
        target: 'db-1',
        run: {
          ...RUN,
          action: 'fail-over',
          deed: FAIL_OVER.deed,
          state: 'asked',
          expires: NOW + 15 * MINUTE,
        },
      }),
    },
  ],
  'logs-tail': [{ reply: await run(logs, { view: 'tail', n: 10 }), asked: '/logs tail' }],
  'logs-analyze': [{ reply: await run(logs, { view: 'analyze' }), asked: '/logs analyze' }],
  errors: [{ reply: await run(errors, {}), asked: '/errors' }],
  containers: [{ reply: await containersReply(CONTAINERS, [WEB]), asked: '/containers' }],
  'targets-test': [
    {
      reply: testedReply('web-1', {
        unknownKey: null,
        steps: [
          passed('name', 'web-1.example.com is 192.0.2.10'),
          passed('TCP', '192.0.2.10:22 answers after 1 ms'),
          passed('handshake', 'OpenSSH_9.2p1, 38 ms'),
          passed(
            'host key',
            'SHA256:mVv9pG3kXo0K1cZ3y4WnQf8sT2aLr7uJdEwHbN5xYiI, as in known_hosts',
          ),
          failed(
            'log-in',
            'web-1 refuses the key /root/.ssh/id_ed25519 of monitor: add its public half to ~monitor/.ssh/authorized_keys there',
          ),
          skipped('echo', 'a step before it failed'),
          skipped('clock', 'a step before it failed'),
          skipped('round', 'a step before it failed'),
        ],
      }),
      asked: '/targets test web-1',
    },
  ],
  storage: [{ reply: storageReply(STORAGE, NOW), asked: '/storage' }],
  events: [
    { reply: await topReply(EVENTS, SCOPE('events in 24h'), null), asked: '/events' },
    {
      reply: await topReply(EVENTS, SCOPE('api_call in 24h'), 'endpoint'),
      asked: '/events api_call by=endpoint',
    },
    { reply: await newestReply(EVENTS, SCOPE('events in 24h')), asked: '/events view=list' },
  ],
  'events-more': [
    {
      reply: await sessionsReply(EVENTS, SCOPE('events in 7d'), 'user'),
      asked: '/events view=sessions',
    },
    {
      reply: await heatmapReply(EVENTS, SCOPE('events in 28d'), 'UTC'),
      asked: '/events view=heatmap',
    },
  ],
  export: [
    {
      reply: reply(
        [
          heading('tocsin-system.cpu-24h.csv'),
          line('Metric system.cpu of web-1, 24 h until 2026-11-26 03:12 UTC, one value per 5 min'),
          {
            kind: 'attachment',
            name: 'tocsin-system.cpu-24h.csv',
            mediaType: 'text/csv',
            content: 'at,target,metric,value\n',
            terminal: 'tocsin export csv window=24h metric=system.cpu',
          },
        ],
        { asOf: NOW },
      ),
      asked: '/export csv metric=system.cpu',
    },
  ],
};
