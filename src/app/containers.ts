import type { ContainerBook } from '../collect/containers/book.ts';
import { containerBook, parseSight } from '../collect/containers/book.ts';
import type { Log } from '../log/log.ts';
import { trouble } from '../log/trouble.ts';
import type { ContainerSight } from '../model/container.ts';
import type { SettingStore } from '../store/ports.ts';
import { StoreError } from '../store/ports.ts';

const keyOf = (target: number) => `containers ${target}`;

/** What is stored of the containers of a target; null when nobody has looked. */
export async function storedSight(
  settings: Pick<SettingStore, 'get'>,
  target: number,
): Promise<ContainerSight | null> {
  const text = await settings.get(keyOf(target));
  return text === null ? null : parseSight(text);
}

/** The book of containers, kept in the store so that a restart in between is found. */
export function openContainers(deps: {
  readonly settings: SettingStore;
  readonly log: Log;
}): ContainerBook {
  const { settings, log } = deps;
  const writing = trouble(log, (error) => error instanceof StoreError);
  return containerBook({
    load: (target) => storedSight(settings, target),
    async save(target, sight) {
      await settings.set(keyOf(target), JSON.stringify(sight));
      writing.worked('containers');
    },
    onError: (error) => writing.failed('containers', error),
  });
}
