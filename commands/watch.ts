import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { refuse } from '../src/chat/reply.ts';
import { freeName } from '../src/model/free-name.ts';
import { proposedReply } from '../src/report/file-change-text.ts';
import { completeInterval } from '../src/report/span-word.ts';
import { NAMED_ONLY } from '../src/report/suggestions.ts';
import { completeTarget } from '../src/report/targets.ts';
import { keysAndValues } from '../src/report/typed-words.ts';
import { completeExpect, readWatched, splitExpect } from '../src/report/watch-address.ts';

export const watch = command({
  name: 'watch',
  summary:
    'Make a check of an address or a port in one line: tried once, then written when you confirm.',
  role: 'admin',
  args: z.object({
    url: z.string().max(500).describe('https://shop.example.com/health or db.example.com:5432'),
    every: z.string().max(20).optional().describe('every=30s'),
    name: z.string().max(63).optional().describe('name=shop; made from the address when left out'),
    target: z.string().max(63).optional().describe('target=web-1: whose score it counts for'),
    expect: z.string().max(1_000).optional().describe('expect="status == 200"'),
  }),
  rest: 'expect',
  words: { every: NAMED_ONLY, name: NAMED_ONLY, target: NAMED_ONLY },
  complete: { target: completeTarget, every: completeInterval, expect: completeExpect },

  async run({ url, expect: rest = '', ...given }, { checks, targets, fileDesk, signal }) {
    const watched = readWatched(url);
    if (watched.kind === 'refused') return refuse(`“${url.slice(0, 64)}”: ${watched.why}.`);
    const { expect, more } = splitExpect(rest);
    const read = keysAndValues(more, 'every=30s', ['expect', 'warn']);
    if (typeof read === 'string') return refuse(read);
    const { every, name, ...others } = { ...given, ...read };
    const taken = new Set([
      ...checks.list().map(({ check }) => check.name),
      ...(await targets.list()).map((target) => target.name),
    ]);
    const words = {
      ...watched.words,
      ...(every !== undefined && { interval: every }),
      ...(expect !== '' && { expect }),
      ...Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined)),
    };
    const change = {
      ...({ kind: 'add', of: 'check', words } as const),
      name: name ?? freeName(watched.name, taken),
    };
    return proposedReply('check', await fileDesk.propose(change, signal));
  },
});
