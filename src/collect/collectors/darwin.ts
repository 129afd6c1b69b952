import type { ProcessUse, TopProcesses } from '../../model/processes.ts';
import type { Reading } from '../../model/sample.ts';
import { noLabels } from '../../model/sample.ts';
import type { Instant } from '../../model/time.ts';
import { SECOND } from '../../model/time.ts';
import type { DiskUse } from './disks.ts';
import type { Traffic } from './proc.ts';
import { firstBy } from './processes.ts';

/** What a Mac says of itself, each in the words of the program of that name. */
export interface DarwinTexts {
  readonly sysctl: string;
  readonly vmStat: string;
  /** `netstat -ibn` */
  readonly netstat: string;
  /** `ps -A -o pid=,pcpu=,rss=,comm=` */
  readonly ps: string;
  /** `df -Pk` */
  readonly df: string;
  /** `date +%s` */
  readonly date: string;
}

function plain(metric: string, value: number | null): Reading[] {
  return value === null || !Number.isFinite(value) ? [] : [{ metric, labels: noLabels(), value }];
}

function whole(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,18}$/.test(text) ? Number(text) : null;
}

function sysctl(text: string, name: string): string | null {
  return new RegExp(`^${name.replaceAll('.', '\\.')}: (.*)$`, 'm').exec(text)?.[1] ?? null;
}

/** Bytes of a number such as `1024.00M`. */
function sized(text: string | undefined): number | null {
  const match = /^(\d{1,12}(?:\.\d{1,4})?)([KMGT])$/.exec(text ?? '');
  if (match === null) return null;
  return Number(match[1]) * 1024 ** ('KMGT'.indexOf(match[2] ?? 'K') + 1);
}

/** What can be had without swapping: free, and caches that can be dropped. https://ss64.com/mac/vm_stat.html */
function available(vmStat: string): number | null {
  const size = whole(/page size of (\d{1,6}) bytes/.exec(vmStat)?.[1]);
  const pages = (name: string) =>
    whole(new RegExp(`^${name}: +(\\d{1,15})\\.$`, 'm').exec(vmStat)?.[1]);
  const free = pages('Pages free');
  const inactive = pages('Pages inactive');
  if (size === null || free === null || inactive === null) return null;
  return size * (free + inactive + (pages('Pages speculative') ?? 0));
}

function memoryReadings({ sysctl: text, vmStat }: DarwinTexts): readonly Reading[] {
  const total = whole(sysctl(text, 'hw.memsize') ?? undefined);
  const free = available(vmStat);
  if (total === null || total === 0 || free === null || free > total) return [];
  const swap = /total = (\S+) +used = (\S+)/.exec(sysctl(text, 'vm.swapusage') ?? '');
  const [swapTotal, swapUsed] = [sized(swap?.[1]), sized(swap?.[2])];
  const hasSwap = swapTotal !== null && swapUsed !== null && swapTotal > 0;
  return [
    ...plain('system.memory', (100 * (total - free)) / total),
    ...plain('system.memory.total_bytes', total),
    ...plain('system.memory.available_bytes', free),
    ...(hasSwap ? plain('system.swap', Math.min(100, (100 * swapUsed) / swapTotal)) : []),
  ];
}

function loadReadings(text: string): readonly Reading[] {
  const loads = /^\{ ?(\d{1,6}[.,]\d+) (\d{1,6}[.,]\d+) (\d{1,6}[.,]\d+) ?\}$/.exec(
    sysctl(text, 'vm.loadavg') ?? '',
  );
  if (loads === null) return [];
  return [1, 5, 15].flatMap((minutes, index) =>
    plain(`system.load${minutes}`, Number(loads[index + 1]?.replace(',', '.'))),
  );
}

/** Processes as `ps` lists them; percent of one core, over about a minute. */
export function parseDarwinProcesses(ps: string): readonly ProcessUse[] {
  return ps.split('\n').flatMap((line): ProcessUse[] => {
    const match = /^ *(\d{1,10}) +(\d{1,6}[.,]\d) +(\d{1,12}) +(.*)$/.exec(line);
    if (match === null) return [];
    const [, pid, cpu = '', memory, path = ''] = match;
    return [
      {
        pid: Number(pid),
        name: path.slice(path.lastIndexOf('/') + 1),
        cpu: Number(cpu.replace(',', '.')),
        memory: Number(memory) * 1024,
      },
    ];
  });
}

export function darwinTop(processes: readonly ProcessUse[], at: Instant): TopProcesses {
  return {
    at,
    byCpu: firstBy(processes, ({ cpu }) => cpu ?? 0),
    byMemory: firstBy(processes, ({ memory }) => memory),
  };
}

/** Bytes of each interface since it came up: the rows of `netstat -ibn` that stand for the link itself. */
export function darwinTraffic(netstat: string): ReadonlyMap<string, Traffic> {
  const found = new Map<string, Traffic>();
  for (const line of netstat.split('\n')) {
    const fields = line.trim().split(/ +/);
    const [name = '', , network = ''] = fields;
    if (!network.startsWith('<Link#') || !/^(en|bond|vlan|utun|ppp)\d/.test(name)) continue;
    // An address may be missing; the last seven are always numbers: packets, errors, bytes in and out, collisions.
    const [, , received, , , sent] = fields.slice(-7).map(whole);
    if (received != null && sent != null) found.set(name, { received, sent });
  }
  return found;
}

/** Disks that people know; the many other volumes of one container show its space again. */
export function darwinDisks(df: string): readonly DiskUse[] {
  return df.split('\n').flatMap((line): DiskUse[] => {
    const match = /^\/dev\/\S+ +(\d{1,15}) +(\d{1,15}) +(\d{1,15}) +\d{1,3}% +(\/.*)$/.exec(line);
    const mount = match?.[4];
    if (mount === undefined) return [];
    const isKnown =
      mount === '/' || mount === '/System/Volumes/Data' || mount.startsWith('/Volumes/');
    if (!isKnown) return [];
    const [total = 0, used = 0, free = 0] =
      match?.slice(1, 4).map((one) => Number(one) * 1024) ?? [];
    return [{ mount, total, used, available: free, inodes: null }];
  });
}

/** Seconds since the host's start, by its own clock. */
export function darwinUptime({ sysctl: text, date }: DarwinTexts): number | null {
  const started = whole(/sec = (\d{9,11}),/.exec(sysctl(text, 'kern.boottime') ?? '')?.[1]);
  const now = whole(date.trim());
  return started === null || now === null || now < started ? null : now - started;
}

/** The readings that need no earlier ones. What cannot be parsed is absent. */
export function darwinReadings(
  texts: DarwinTexts,
  asked: { readonly from: Instant; readonly to: Instant },
): readonly Reading[] {
  const cores = whole(sysctl(texts.sysctl, 'hw.logicalcpu') ?? undefined);
  const processes = parseDarwinProcesses(texts.ps);
  const busy = processes.reduce((sum, { cpu }) => sum + (cpu ?? 0), 0);
  const now = whole(texts.date.trim());
  const isPrompt = asked.to - asked.from <= 2 * SECOND;
  const offset = now === null ? null : now + 0.5 - (asked.from + asked.to) / 2 / SECOND;
  return [
    ...(cores === null || cores === 0 || processes.length === 0
      ? []
      : plain('system.cpu', Math.min(100, busy / cores))),
    ...plain('system.cores', cores === 0 ? null : cores),
    ...plain('system.uptime', darwinUptime(texts)),
    ...loadReadings(texts.sysctl),
    ...memoryReadings(texts),
    ...plain('system.processes', processes.length === 0 ? null : processes.length),
    ...(isPrompt ? plain('system.clock_offset_s', offset) : []),
  ];
}
