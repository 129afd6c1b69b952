import type { AppEvent } from '../../../model/event.ts';
import type { EventAnswer } from '../../../model/event-question.ts';
import type { Events } from '../../ports.ts';
import { StoreError } from '../../ports.ts';
import type { Remote } from '../remote.ts';
import { checkQuestion, wrongEvent } from './check.ts';
import type { EventsTaken } from './port.ts';

/** Questions that may wait for their answer at one time: each reads much. */
const MOST_QUESTIONS = 20;

/** Events in the file of samples, read and written by its thread. */
export function eventsOf(remote: Remote): Events {
  let questions = 0;
  return {
    async take(events) {
      const good: AppEvent[] = [];
      const places: number[] = [];
      const result = { taken: [] as number[], duplicate: [] as number[] };
      const refused: EventsTaken['refused'][number][] = [];
      for (const [index, event] of events.entries()) {
        const reason = wrongEvent(event);
        if (reason !== null) refused.push({ index, reason });
        else {
          good.push(event);
          places.push(index);
        }
      }
      const fates = good.length === 0 ? [] : await remote.ask('takeEvents', good);
      for (const [at, fate] of fates.entries()) {
        const index = places[at] ?? 0;
        if (typeof fate === 'object') refused.push({ index, reason: fate.refused });
        else result[fate].push(index);
      }
      refused.sort((one, other) => one.index - other.index);
      return { ...result, refused };
    },
    async ask(filter, question) {
      checkQuestion(filter, question);
      if (questions >= MOST_QUESTIONS) {
        throw new StoreError(`${questions} questions about events wait already; ask again later`);
      }
      questions++;
      try {
        const answer = await remote.ask('askEvents', { filter, question });
        // Sound: the keeper answers what it was asked.
        return answer as unknown as EventAnswer<(typeof question)['ask']>;
      } finally {
        questions--;
      }
    },
    async prune(before) {
      await remote.ask('pruneEvents', before);
    },
    usage: () => remote.ask('eventUsage', undefined),
  };
}
