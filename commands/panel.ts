import { z } from 'zod';
import type { Choice, CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import { refuse } from '../src/chat/reply.ts';
import type { Panel } from '../src/model/panel.ts';
import type { Target } from '../src/model/target.ts';
import { aged } from '../src/report/aged.ts';
import { panelReply } from '../src/report/panel.ts';
import { fitting } from '../src/report/suggestions.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';

export const panel = command({
  name: 'panel',
  summary: 'What belongs together about an application, such as its heartbeat or database.',
  role: 'viewer',
  args: z.object({
    panel: z.string().max(64).optional().describe('which panel; the first when left out'),
    target: z.string().max(64).optional().describe('which target; the first with panels'),
  }),
  complete: { panel: completePanel, target: completeTarget },

  async run(words, context) {
    const targets = await context.targets.list();
    const { wanted, named } = turned(words, targets);
    const picked = named === undefined ? null : pickTarget(targets, named);
    if (picked?.kind === 'refused') return picked.reply;
    const target = picked?.target ?? targets.find((one) => context.panels(one).length > 0);
    if (target === undefined) return refuse(`No target has panels: ${BROUGHT}`);
    const panels = context.panels(target);
    if (panels.length === 0) return refuse(`${target.name} has no panels: ${BROUGHT}`);
    const found = wanted === undefined ? panels[0] : find(panels, wanted);
    if (found === undefined) return refuse(noPanel(wanted ?? '', target, panels));
    return aged(await panelReply(found, { target, panels }, context), [target], context.now);
  },
});

const BROUGHT = 'a preset brings them, such as preset=calls-bot.';

interface Words {
  readonly panel?: string | undefined;
  readonly target?: string | undefined;
}

/** People write the target first as well, or alone. */
function turned({ panel: first, target: second }: Words, targets: readonly Target[]) {
  const isTarget = (word: string | undefined) =>
    targets.some(({ name }) => name.toLowerCase() === word?.toLowerCase());
  return isTarget(first) && !isTarget(second)
    ? { wanted: second, named: first }
    : { wanted: first, named: second };
}

function find(panels: readonly Panel[], name: string): Panel | undefined {
  return panels.find((one) => one.name === name.toLowerCase());
}

function noPanel(wanted: string, { name }: Target, panels: readonly Panel[]): string {
  const names = panels.map((one) => one.name).join(', ');
  return `${name} has no panel “${wanted}”. There are: ${names}.`;
}

async function completePanel(typed: string, context: CommandContext): Promise<readonly Choice[]> {
  const all = (await context.targets.list()).flatMap((one) => context.panels(one));
  const choices = new Map(all.map(({ name, title }) => [name, { value: name, label: title }]));
  return fitting([...choices.values()], typed);
}
