import type { Block, Reply } from '../chat/reply.ts';
import { heading, line, refuse, reply } from '../chat/reply.ts';
import { formatValue } from '../model/format.ts';
import type { ProcessUse, TopProcesses } from '../model/processes.ts';
import type { Target } from '../model/target.ts';
import { iso } from './data.ts';
import { shortened } from './state-text.ts';

/** What takes most on a host; null when its processes were not looked at. */
export function topReply({ name, kind }: Target, processes: TopProcesses | null): Reply {
  if (processes === null) {
    const why =
      kind === 'local' || kind === 'ssh'
        ? `No round of ${name} has looked at its processes yet: ask again in a moment.`
        : `${name} is no host: there are no processes to look at.`;
    return refuse(why);
  }
  const { at, byCpu, byMemory } = processes;
  return reply(
    [
      heading(`${name}: top processes`),
      line('By CPU, percent of one core', 'muted'),
      tableOf(byCpu),
      line('By memory', 'muted'),
      tableOf(byMemory),
    ],
    {
      asOf: at,
      data: {
        target: name,
        at: iso(at),
        by_cpu: byCpu.map(dataOf),
        by_memory: byMemory.map(dataOf),
      },
    },
  );
}

function tableOf(all: readonly ProcessUse[]): Block {
  return {
    kind: 'table',
    columns: [
      { title: 'Process', align: 'left' },
      { title: 'Id', align: 'right' },
      { title: 'CPU', align: 'right' },
      { title: 'Memory', align: 'right' },
    ],
    rows: all.map(({ pid, name, cpu, memory }) => [
      shortened(name, 40),
      String(pid),
      cpu === null ? '-' : formatValue(cpu, 'percent'),
      formatValue(memory, 'bytes'),
    ]),
  };
}

function dataOf({ pid, name, cpu, memory }: ProcessUse) {
  return { pid, name, cpu_percent: cpu, memory_bytes: memory };
}
