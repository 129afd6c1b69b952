import { EVERYTHING } from '../../../src/collect/containers/sight.ts';
import type { Container, ContainerSight, ContainerWatch } from '../../../src/model/container.ts';

const STARTED = Date.UTC(2026, 10, 26, 12);

/** A container that runs, unless said otherwise. */
export function aContainer(more: Partial<Container> = {}): Container {
  return {
    id: 'ab'.repeat(32),
    name: 'worker',
    image: 'shop:1',
    state: 'running',
    health: null,
    exitCode: 0,
    isOomKilled: false,
    error: '',
    startedAt: STARTED,
    finishedAt: null,
    restartCount: 0,
    restartPolicy: 'no',
    compose: null,
    ...more,
  };
}

export function ended(exitCode: number, more: Partial<Container> = {}): Container {
  return aContainer({ state: 'exited', exitCode, finishedAt: STARTED + 1_000, ...more });
}

export function ofService(service: string, more: Partial<Container> = {}): Container {
  const compose = {
    project: 'shop',
    service,
    isOneOff: false,
    folder: '/opt/shop',
    files: 'c.yml',
  };
  return aContainer({ name: `shop-${service}-1`, compose, ...more });
}

export function watching(more: Partial<ContainerWatch>): ContainerWatch {
  return { ...EVERYTHING, ...more };
}

/** What a sight says is wrong, by name. */
export function troubles({ containers }: ContainerSight): Record<string, string> {
  return Object.fromEntries(
    containers.flatMap(({ name, trouble }) => (trouble === null ? [] : [[name, trouble]])),
  );
}
