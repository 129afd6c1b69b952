import { z } from 'zod';
import type { CommandInfo } from '../src/chat/command.ts';
import { command, signature } from '../src/chat/command.ts';
import type { Inline } from '../src/chat/reply.ts';
import { code, heading, line, refuse, reply } from '../src/chat/reply.ts';

export const help = command({
  name: 'help',
  summary: 'All commands, or one of them in detail.',
  role: 'viewer',
  args: z.object({ command: z.string().optional().describe('which command') }),
  complete: {
    command: async (typed, { commands }) =>
      commands
        .filter(({ name }) => name.includes(typed.replace('/', '').toLowerCase()))
        .map(({ name, summary }) => ({ value: name, label: `${name}: ${summary}`.slice(0, 100) })),
  },

  async run({ command: name }, { commands }) {
    if (name === undefined) {
      const data = { commands: commands.map(helpData) };
      return reply([heading('Commands'), line(commands.flatMap(oneLine))], { data });
    }
    const wanted = name.replace('/', '').toLowerCase();
    const found = commands.find((one) => one.name === wanted);
    if (!found) return refuse(`There is no command /${wanted.slice(0, 32)}. /help lists them all.`);
    return reply([heading(signature(found)), line(detail(found))], { data: helpData(found) });
  },
});

function oneLine(info: CommandInfo, index: number): Inline[] {
  return [index === 0 ? '' : '\n', code(signature(info)), ': ', ...marked(info.summary)];
}

function detail(info: CommandInfo): Inline[] {
  const who = info.role === 'anyone' ? 'anyone' : `${info.role}s`;
  const rows = info.args.flatMap((arg): Inline[] => {
    const choices = arg.choices ? ` (${arg.choices.join(', ')})` : '';
    return [
      '\n',
      code(arg.name),
      `: ${arg.description}${choices}${arg.required ? '' : ', optional'}`,
    ];
  });
  return [...marked(info.summary), `\nFor ${who}.`, ...rows];
}

/** What stands between backticks is code. */
function marked(text: string): Inline[] {
  return text.split('`').map((part, index) => (index % 2 === 0 ? part : code(part)));
}

function helpData({ name, summary, role, args }: CommandInfo) {
  return {
    name,
    summary,
    role,
    arguments: args.map((arg) => ({
      name: arg.name,
      description: arg.description,
      required: arg.required,
      choices: arg.choices,
    })),
  };
}
