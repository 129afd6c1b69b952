import type { MetricBand, MetricDefinition } from '../model/metric.ts';
import { bandsIn } from '../model/metric.ts';
import {
  CGROUP_MEMORY_LEVELS,
  DISK_STALL_LEVELS,
  MEMORY_STALL_LEVELS,
  TEMPERATURE_LEVELS,
} from './host-rules.ts';
import { FULL, truth } from './metric.ts';

const SYSTEM = { category: 'system' } as const;

const CLOCK_BANDS: readonly MetricBand[] = [
  { level: 'warning', of: 'value', operator: '>', limit: 5 },
  { level: 'warning', of: 'value', operator: '<', limit: -5 },
  { level: 'critical', of: 'value', operator: '>', limit: 30 },
  { level: 'critical', of: 'value', operator: '<', limit: -30 },
];

const RESOURCES = [
  { name: 'cpu', title: 'CPU', wait: 'a core', kinds: ['some'] },
  { name: 'memory', title: 'memory', wait: 'memory', kinds: ['some', 'full'] },
  { name: 'io', title: 'disks', wait: 'a disk', kinds: ['some', 'full'] },
] as const;
const HELP = {
  cpu: 'More work than cores moves it; find what takes them with /top.',
  memory:
    'Too little memory moves it, long before it is used up by the numbers; stop or limit what grows.',
  io: 'Slow or busy disks move it; find what writes, or what reads more than fits into memory.',
} as const;

/** Pressure stall information: https://docs.kernel.org/accounting/psi.html */
function pressure(): readonly MetricDefinition[] {
  return RESOURCES.flatMap(({ name, title, wait, kinds }) =>
    kinds.flatMap((kind) =>
      ([10, 60] as const).map((window): MetricDefinition => {
        const full = `system.pressure.${name}.${kind}.avg${window}`;
        const who = kind === 'some' ? 'some work' : 'all work at once';
        return {
          ...SYSTEM,
          name: full,
          title: `Waiting for ${title}, ${kind}, ${window} s`,
          unit: 'percent',
          bands: [...bandsIn(MEMORY_STALL_LEVELS, full), ...bandsIn(DISK_STALL_LEVELS, full)],
          explanation: `Share of the last ${window} seconds in which ${who} waited for ${wait}. ${HELP[name]}`,
        };
      }),
    ),
  );
}

/** What a host tells beyond how full and busy it is. */
export const hostMetrics: readonly MetricDefinition[] = [
  truth('target.host_key', 'Host key', {
    explanation:
      'Whether an SSH host still shows the key that is known of it. When it does not, nobody logs in: the machine was set up anew, its address has gone to another, or somebody stands between. /targets says what was seen and what to do.',
  }),
  {
    ...SYSTEM,
    name: 'system.clock_offset_s',
    title: 'Clock offset',
    unit: 'seconds',
    bands: CLOCK_BANDS,
    explanation:
      'By how much the clock of a remote host is ahead of the clock of the monitor, or (negative) behind; half a second is within what can be told. Let a time service such as chrony keep the clocks.',
  },
  ...pressure(),
  {
    ...SYSTEM,
    name: 'system.cgroup.memory',
    end: FULL,
    title: 'Memory of the container',
    unit: 'percent',
    bands: bandsIn(CGROUP_MEMORY_LEVELS, 'system.cgroup.memory'),
    explanation:
      'Where the host is a container: share of the memory it may have that is in use, without caches that can be dropped. At 100 % the kernel ends a process: raise the limit or limit what grows.',
  },
  {
    ...SYSTEM,
    name: 'system.cgroup.memory.max_bytes',
    title: 'Memory of the container, limit',
    unit: 'bytes',
    explanation: 'Memory that the container may have. It moves only when its limit is changed.',
  },
  {
    ...SYSTEM,
    name: 'system.cgroup.cpu_limit',
    title: 'CPU limit of the container',
    unit: 'none',
    explanation:
      'Cores that the container may use, such as 1.5. It moves only when its limit is changed.',
  },
  {
    ...SYSTEM,
    name: 'system.cgroup.throttled',
    title: 'CPU throttled',
    unit: 'percent',
    explanation:
      'Share of the periods since the last round in which the container had used up its CPU limit and was made to wait. When high, raise the limit or give it less work.',
  },
  {
    ...SYSTEM,
    name: 'system.temperature',
    title: 'Temperature, °C',
    unit: 'none',
    tags: ['sensor'],
    bands: bandsIn(TEMPERATURE_LEVELS, 'system.temperature'),
    explanation:
      'Degrees Celsius that a sensor shows, where the machine has some. Load and dust move it; when high, clean the fans and look at the room.',
  },
  {
    ...SYSTEM,
    name: 'systemd.failed',
    title: 'Failed units',
    unit: 'count',
    bands: bandsIn([{ severity: 'warning', when: 'systemd.failed > 0' }], 'systemd.failed'),
    explanation:
      'Units of systemd that have failed. `systemctl --failed` lists them, `journalctl -u <unit>` says why; `systemctl reset-failed` forgets them.',
  },
  {
    ...SYSTEM,
    name: 'systemd.unit_failed',
    title: 'Failed unit',
    unit: 'none',
    tags: ['unit'],
    explanation:
      'Is 1 for each unit of systemd that has failed. A crash or a wrong setting does it: its log says why.',
  },
  {
    ...SYSTEM,
    name: 'system.reboot_pending',
    title: 'Reboot pending',
    unit: 'none',
    bands: bandsIn(
      [{ severity: 'warning', when: 'system.reboot_pending > 0' }],
      'system.reboot_pending',
    ),
    explanation:
      'Is 1 when an update waits for a reboot, 0 when none does; Debian and its kin tell. Reboot at a quiet hour: until then the old kernel or library runs.',
  },
];
