import type { MetricDefinition } from '../model/metric.ts';
import { bandsIn } from '../model/metric.ts';
import { containerMetrics } from './container-metrics.ts';
import { hostMetrics } from './host-metrics.ts';
import { LOG_METRICS } from './log-metrics.ts';
import { FULL, health, isFalse } from './metric.ts';
import type { Limits } from './rule.ts';
import { above } from './rule.ts';
import { toldMetrics } from './told-metrics.ts';

const SYSTEM = { category: 'system' } as const;
const DISK = { ...SYSTEM, tags: ['mount'] } as const;
const NETWORK = { category: 'network', tags: ['interface'], unit: 'bytes/s' } as const;

/** What is measured of any host, with the bands that its limits make. */
export function baseMetrics(
  limits: Readonly<Record<'cpu' | 'memory' | 'disk', Limits>>,
): readonly MetricDefinition[] {
  return [...processor(limits.cpu), ...memory(limits.memory), ...disk(limits.disk), ...REST];
}

function processor(limits: Limits): readonly MetricDefinition[] {
  return [
    {
      ...SYSTEM,
      name: 'system.cpu',
      title: 'CPU',
      unit: 'percent',
      isKey: true,
      aliases: ['cpu_usage', 'cpu_percent'],
      bands: bandsIn(above('system.cpu', limits), 'system.cpu'),
      explanation:
        'Share of all cores that was busy since the last round. Any work moves it; when it stays high, look for the process that takes it, or give the machine more cores.',
    },
    {
      ...SYSTEM,
      name: 'system.load1',
      title: 'Load, 1 min',
      unit: 'none',
      aliases: ['load_average'],
      explanation:
        'Processes that ran or waited for CPU or disk, averaged over one minute. More than there are cores means a queue: find what waits, often the disk.',
    },
    {
      ...SYSTEM,
      name: 'system.load5',
      title: 'Load, 5 min',
      unit: 'none',
      explanation:
        'The load averaged over five minutes. Below the one-minute load, the queue is growing; above it, the rush is over.',
    },
    {
      ...SYSTEM,
      name: 'system.load15',
      title: 'Load, 15 min',
      unit: 'none',
      explanation:
        'The load averaged over fifteen minutes: what is usual of late. When it stays above the number of cores, the machine is too small for its work.',
    },
    {
      ...SYSTEM,
      name: 'system.cores',
      title: 'CPU cores',
      unit: 'count',
      explanation:
        'CPU cores that the machine may use. It moves only when the machine is resized; compare the load with it.',
    },
  ];
}

function memory(limits: Limits): readonly MetricDefinition[] {
  return [
    {
      ...SYSTEM,
      name: 'system.memory',
      end: FULL,
      title: 'Memory',
      unit: 'percent',
      isKey: true,
      aliases: ['memory_usage', 'memory_percent'],
      bands: bandsIn(above('system.memory', limits), 'system.memory'),
      explanation:
        'Share of the memory that is not available; caches that can be dropped count as available. When it is high, restart or limit what grows before the system ends a process by itself.',
    },
    {
      ...SYSTEM,
      name: 'system.memory.total_bytes',
      title: 'Memory, total',
      unit: 'bytes',
      explanation: 'Memory that the machine has. It moves only when the machine is resized.',
    },
    {
      ...SYSTEM,
      name: 'system.memory.available_bytes',
      title: 'Memory, available',
      unit: 'bytes',
      explanation: 'Memory that programs can still take. When low, stop what is not needed.',
    },
    {
      ...SYSTEM,
      name: 'system.swap',
      end: FULL,
      title: 'Swap',
      unit: 'percent',
      explanation: 'Share of the swap space in use. When it fills, memory is short: look there.',
    },
  ];
}

function disk(limits: Limits): readonly MetricDefinition[] {
  return [
    {
      ...DISK,
      name: 'system.disk',
      end: FULL,
      title: 'Disk',
      unit: 'percent',
      isKey: true,
      aliases: ['disk_usage', 'disk_percent'],
      bands: bandsIn(above('system.disk', limits), 'system.disk'),
      explanation:
        'Share of the space of a disk that is used, of what ordinary users can have. Logs, backups and databases fill it; delete or move what is old before programs fail to write.',
    },
    {
      ...DISK,
      name: 'system.disk.free_bytes',
      title: 'Disk, free',
      unit: 'bytes',
      explanation: 'Space that ordinary users can still fill. When low, delete what is old.',
    },
    {
      ...DISK,
      name: 'system.disk.total_bytes',
      title: 'Disk, total',
      unit: 'bytes',
      explanation: 'Size of a disk. It moves only when the disk is resized.',
    },
    {
      ...DISK,
      name: 'system.disk.inodes',
      end: FULL,
      title: 'Inodes',
      unit: 'percent',
      bands: bandsIn(
        [{ severity: 'warning', when: 'system.disk.inodes > 90' }],
        'system.disk.inodes',
      ),
      explanation:
        'Share of the files that a disk can hold that exist. Many small files fill it; no file can be created at 100 %, however much space is free: delete old sessions, caches or mails.',
    },
  ];
}

const REST: readonly MetricDefinition[] = [
  {
    ...NETWORK,
    name: 'net.received',
    title: 'Network in',
    explanation:
      'Bytes that an interface received per second. Downloads, visitors and attacks move it; compare with what is usual at this hour.',
  },
  {
    ...NETWORK,
    name: 'net.sent',
    title: 'Network out',
    explanation:
      'Bytes that an interface sent per second. Visitors, backups and uploads move it; when it is high for no reason, look for what sends.',
  },
  {
    ...SYSTEM,
    name: 'system.uptime',
    title: 'Uptime',
    unit: 'seconds',
    explanation:
      'Time since the machine started. It falls to 0 at a restart: when nobody meant one, look into the log from before it.',
  },
  {
    ...SYSTEM,
    name: 'system.processes',
    title: 'Processes',
    unit: 'count',
    explanation:
      'Processes that exist. It moves with the work; when it only grows, something starts processes and does not end them.',
  },
  {
    ...health,
    name: 'health.score',
    title: 'Health score',
    unit: 'points',
    isKey: true,
    aliases: ['health_score'],
    bands: bandsIn([{ severity: 'warning', when: 'health.score < 60' }], 'health.score'),
    explanation:
      'How well the target is, from 0 to 100: what is wrong takes points off. When it is low, /health says which factors did it.',
  },
  {
    ...health,
    name: 'target.reachable',
    title: 'Reachable',
    unit: 'none',
    isTruth: true,
    isKey: true,
    bands: isFalse('critical'),
    explanation:
      'Whether the last round got an answer. When it did not, look at the network, the machine and the credentials; /targets says why.',
  },
  ...hostMetrics,
  ...containerMetrics,
  ...LOG_METRICS,
  ...toldMetrics,
];
