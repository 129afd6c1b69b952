import type { ContainerSight, ContainerUse, SeenContainer } from '../../model/container.ts';
import type { Labels, Reading } from '../../model/sample.ts';
import { noLabels } from '../../model/sample.ts';
import { SECOND } from '../../model/time.ts';
import type { News, Next } from './sight.ts';

/** Whether the engine answers. */
export const ENGINE = 'containers.engine';

/** What a look says as metrics; `uses` by id. */
export function containerReadings(
  { sight, news }: Next,
  uses: ReadonlyMap<string, ContainerUse>,
): readonly Reading[] {
  const down = sight.containers.filter(({ trouble }) => trouble !== null).length;
  const restarted = [...news.values()].filter(({ restarts }) => restarts > 0).length;
  return [
    plain(ENGINE, 1),
    plain('containers.down', down),
    plain('containers.restarted', restarted),
    ...sight.containers.flatMap((one) => [
      ...stateReadings(one, sight, news.get(one.name) ?? NO_NEWS),
      ...(one.state === 'running' ? useReadings(one, uses.get(one.id)) : []),
    ]),
  ];
}

/** The engine does not answer; of the containers nothing is known then. */
export function engineDown(): readonly Reading[] {
  return [plain(ENGINE, 0)];
}

const NO_NEWS: News = { restarts: 0, oomKills: 0 };

/** A container that does not run and need not is not reported. */
function stateReadings(one: SeenContainer, { at }: ContainerSight, news: News): readonly Reading[] {
  const isUp = one.state === 'running';
  if (!isUp && one.trouble === null) return [];
  const labels = labelsOf(one);
  const of = (metric: string, value: number | null) =>
    value === null ? [] : [{ metric: `container.${metric}`, labels, value }];
  const hasVerdict = isUp && (one.health === 'healthy' || one.health === 'unhealthy');
  const hasEnded = one.state === 'exited' || one.state === 'restarting' || one.state === 'dead';
  const uptime = one.startedAt === null ? null : Math.max(0, at - one.startedAt) / SECOND;
  return [
    ...of('up', Number(isUp)),
    ...of('healthy', hasVerdict ? Number(one.health === 'healthy') : null),
    ...of('restarts', one.restarts),
    ...of('oom_kills', one.oomKills),
    ...of('new_restarts', news.restarts),
    ...of('new_oom_kills', news.oomKills),
    ...of('exit_code', hasEnded ? one.exitCode : null),
    ...of('uptime', isUp ? uptime : null),
  ];
}

function useReadings(one: SeenContainer, use: ContainerUse | undefined): readonly Reading[] {
  if (use === undefined) return [];
  const labels = labelsOf(one);
  const { memory, memoryLimit } = use;
  const share =
    memory === null || memoryLimit === null || memoryLimit <= 0
      ? null
      : Math.min(100, (100 * memory) / memoryLimit);
  const values = {
    cpu: use.cpu,
    memory_bytes: memory,
    memory: share,
    net_rx: use.received,
    net_tx: use.sent,
    blkio_read: use.read,
    blkio_write: use.written,
  };
  return Object.entries(values).flatMap(([metric, value]) =>
    value === null ? [] : [{ metric: `container.${metric}`, labels, value }],
  );
}

function labelsOf({ name, service, project }: SeenContainer): Labels {
  return { name, ...(service !== null && { service }), ...(project !== null && { project }) };
}

function plain(metric: string, value: number): Reading {
  return { metric, labels: noLabels(), value };
}
