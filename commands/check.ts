import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { refuse } from '../src/chat/reply.ts';
import { nearest } from '../src/model/nearest.ts';
import { hasRole } from '../src/model/person.ts';
import { checkReply, checksReply } from '../src/report/check-text.ts';
import { withPings } from '../src/report/ping-text.ts';

const ACTIONS = ['list', 'show', 'run'] as const;

export const check = command({
  name: 'check',
  summary: 'Checks: how they stand, what one saw, and a run right now.',
  role: 'viewer',
  args: z.object({
    action: z.enum(ACTIONS).default('list').describe('list, show or run'),
    name: z.string().max(64).optional().describe('which check'),
  }),
  complete: {
    name: async (typed, { checks }) =>
      checks
        .list()
        .map(({ check: { name, kind } }) => ({ value: name, label: `${name} (${kind})` }))
        .filter(({ value }) => value.toLowerCase().includes(typed.toLowerCase()))
        .slice(0, 25),
  },

  async run({ action, name }, { checks, actor, http, now, signal }) {
    const all = checks.list();
    if (action === 'list') return checksReply(all, now);
    if (name === undefined) return refuse(`Say which check: /check ${action} <name>.`);
    const view = all.find((one) => one.check.name === name);
    if (view === undefined) {
      const near = nearest(
        name,
        all.map((one) => one.check.name),
      );
      return refuse(
        `There is no check ${name}${near === null || near === undefined ? '' : `; did you mean ${near}?`}.`,
      );
    }
    if (action === 'show') {
      const shown = checkReply(view, checks.subject(view.check), now);
      const pings = checks.pings(name);
      return pings === null ? shown : withPings(shown, pings, hasRole(actor.role, 'admin') && http);
    }
    if (!hasRole(actor.role, 'operator')) return refuse('Only operators run checks.');
    const ran = await checks.run(name, signal);
    if ('problem' in ran) return refuse(ran.problem);
    return checkReply(ran.view, checks.subject(view.check), now);
  },
});
