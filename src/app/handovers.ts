import type { Inline, Reply } from '../chat/reply.ts';
import { say, strong, time } from '../chat/reply.ts';
import type { Duty, Rota } from '../model/rota.ts';
import type { Clock, Instant } from '../model/time.ts';
import { DAY, MINUTE } from '../model/time.ts';
import { dutiesIn } from '../oncall/duty.ts';
import type { Store } from '../store/ports.ts';
import type { Live } from './live.ts';
import type { People } from './people.ts';

/** How far ahead the end of a turn is looked for. */
const AHEAD = 14 * DAY;

export interface HandoverDeps {
  readonly live: Pick<Live, 'config'>;
  readonly people: Pick<People, 'overrides'>;
  readonly store: Pick<Store, 'settings' | 'outbox'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Something was queued for the channels. */
  queued(): void;
}

/**
 * Tells hand-overs in the channels that rotas name, each once, also those from while nothing ran. It looks once a
 * minute, however often it is called.
 */
export function handovers(deps: HandoverDeps): () => Promise<void> {
  let looked: Instant | null = null;
  return async () => {
    const now = deps.clock.now();
    const minute = Math.floor(now / MINUTE);
    if (looked === minute) return;
    looked = minute;
    for (const rota of deps.live.config().rotas) await look(deps, rota, now);
  };
}

async function look(
  { people, store, queued }: HandoverDeps,
  rota: Rota,
  now: Instant,
): Promise<void> {
  if (rota.announce === null) return;
  const span = { from: now, to: now + AHEAD };
  const [duty] = dutiesIn(rota, people.overrides(rota.name), span);
  const key = `oncall.${rota.name}`;
  const before = await store.settings.get(key);
  const who = duty?.person ?? '';
  if (duty === undefined || before === who) return;
  if (before !== null) {
    const body = JSON.stringify(handoverNote(rota, duty, { before, end: span.to }));
    const once = `oncall-${rota.name}-${Math.floor(now / MINUTE)}`;
    await store.outbox.queue({ key: once, channel: rota.announce, body }, now);
    queued();
  }
  // After the note is stored, so that a crash between them tells it again rather than never.
  await store.settings.set(key, who);
}

function handoverNote(
  { name }: Rota,
  { person, to }: Duty,
  { before, end }: { readonly before: string; readonly end: Instant },
): Reply {
  const until: Inline[] = to < end ? [' until ', time(to, 'full')] : [];
  const after = before === '' ? '' : `, after ${before}`;
  const said: Inline[] = [strong(name), `: ${person ?? 'nobody'} is on call`, ...until, after, '.'];
  return say(said, person === null ? 'warning' : 'info', { rota: name, on_call: person });
}
