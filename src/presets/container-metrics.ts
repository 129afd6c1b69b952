import type { MetricDefinition } from '../model/metric.ts';
import { bandsIn } from '../model/metric.ts';
import { CONTAINER_MEMORY_LEVELS } from './container-rules.ts';
import { truth } from './metric.ts';

const CONTAINER = { category: 'containers', tags: ['name', 'service', 'project'] } as const;
const BYTES = { ...CONTAINER, unit: 'bytes' } as const;
const COUNTED = { ...BYTES, type: 'counter' } as const;

/** What is read of the containers of a host. */
export const containerMetrics: readonly MetricDefinition[] = [
  truth('container.up', 'Container runs', {
    ...CONTAINER,
    aliases: ['container.running'],
    isKey: true,
    explanation:
      'Whether a container that should run does. One that need not run, such as a job that is done, is not told. When it is down, the alert says how it ended; /containers shows it, and its log says more.',
  }),
  truth('container.healthy', 'Container healthy', {
    ...CONTAINER,
    explanation:
      'Whether the own health check of a running container passes; containers without one are not told. See what its check says with docker inspect.',
  }),
  {
    ...CONTAINER,
    name: 'container.restarts',
    title: 'Restarts of the container',
    unit: 'count',
    type: 'counter',
    explanation:
      'How often a container was restarted since it was made, by its engine or by a person, as far as was seen. A crash or too little memory does it: look into its log from before the newest restart.',
  },
  {
    ...CONTAINER,
    name: 'container.oom_kills',
    title: 'Kills for want of memory',
    unit: 'count',
    type: 'counter',
    explanation:
      'How often a container was seen to have been ended because it took more memory than it may. Raise its limit, or find what takes the memory.',
  },
  {
    ...CONTAINER,
    name: 'container.new_restarts',
    title: 'New restarts of the container',
    unit: 'count',
    explanation:
      'Restarts of a container since the round before, however long ago that was: after an outage of the link all of them at once.',
  },
  {
    ...CONTAINER,
    name: 'container.new_oom_kills',
    title: 'New kills for want of memory',
    unit: 'count',
    explanation:
      'How often a container was ended for want of memory since the round before, however long ago that was.',
  },
  {
    ...CONTAINER,
    name: 'container.exit_code',
    title: 'Exit code',
    unit: 'none',
    explanation:
      'How the last run of a container that is down ended: 0 is well, 137 is killed, 143 is stopped; others are its own. Its log says why.',
  },
  {
    ...CONTAINER,
    name: 'container.uptime',
    title: 'Uptime of the container',
    unit: 'seconds',
    explanation: 'Time since a container was last started. It falls to 0 at a restart.',
  },
  {
    ...CONTAINER,
    name: 'container.cpu',
    title: 'CPU of the container',
    unit: 'percent',
    aliases: ['container.cpu_percent'],
    explanation:
      'Processor time that a container takes, in percent of one core: 200 is two cores. When it stays high, look for what it does, or limit it.',
  },
  {
    ...BYTES,
    name: 'container.memory_bytes',
    title: 'Memory of the container, bytes',
    explanation: 'Memory that a container takes, without caches that can be dropped.',
  },
  {
    ...CONTAINER,
    name: 'container.memory',
    title: 'Memory of the container',
    unit: 'percent',
    aliases: ['container.memory_percent'],
    bands: bandsIn(CONTAINER_MEMORY_LEVELS, 'container.memory'),
    explanation:
      'Share of the memory a container may have that it takes; without a limit, of the memory of the host. At 100 % it is ended: raise the limit or find what grows.',
  },
  {
    ...COUNTED,
    name: 'container.net_rx',
    title: 'Received by the container',
    explanation:
      "Bytes that a container received since it was started. Ask for rate('container.net_rx', '5m').",
  },
  {
    ...COUNTED,
    name: 'container.net_tx',
    title: 'Sent by the container',
    explanation:
      "Bytes that a container sent since it was started. Ask for rate('container.net_tx', '5m').",
  },
  {
    ...COUNTED,
    name: 'container.blkio_read',
    title: 'Read by the container',
    explanation: 'Bytes that a container read from disks since it was started.',
  },
  {
    ...COUNTED,
    name: 'container.blkio_write',
    title: 'Written by the container',
    explanation: 'Bytes that a container wrote to disks since it was started.',
  },
  truth('containers.engine', 'Container engine', {
    category: 'containers',
    explanation:
      'Whether the container engine of a host answers. When it does not, the alert and /containers say why and what to do: it does not run, it is not installed, or the user may not use its socket.',
  }),
];
