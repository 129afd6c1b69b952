import { vi } from 'vitest';
import { systemClock } from '../../src/model/time.ts';
import type { Channel, Delivery } from '../../src/notify/channel.ts';
import { freshFolder } from '../store/fresh-folder.ts';
import { startDiscord } from '../support/discord/fake-discord.ts';
import type { Fault as DiscordFault } from '../support/discord/fault.ts';
import type { Fault as TelegramFault } from '../support/telegram/telegram.ts';
import { startTelegram } from '../support/telegram/telegram.ts';
import type { EngineOptions } from './engine.ts';
import { openEngine } from './engine.ts';
import type { SeenMessage } from './oracle.ts';
import { seenIn, seenOn } from './oracle.ts';
import { GUILD, OPS, opsChannel, PHONE, phoneChannel, TELEGRAM_TOKEN } from './real-channels.ts';
import { fakeTime } from './world.ts';

/** What a service does with a message: refuses it with an answer, stays silent, or takes it and stays silent. */
export type Trouble = 'asks to wait (429)' | 'answers 503' | 'never answers' | 'answer lost';
export type Service = 'ops' | 'phone';

const WAIT = 35;
const DISCORD: Readonly<Record<Trouble, DiscordFault>> = {
  'asks to wait (429)': {
    status: 429,
    headers: { 'retry-after': String(WAIT) },
    body: { message: 'You are being rate limited.', retry_after: WAIT, global: false },
  },
  'answers 503': { status: 503, body: {} },
  'never answers': 'hang',
  'answer lost': 'lose-answer',
};
const TELEGRAM: Readonly<Record<Trouble, TelegramFault>> = {
  'asks to wait (429)': { code: 429, parameters: { retry_after: WAIT } },
  'answers 503': { code: 503 },
  'never answers': 'hang',
  'answer lost': 'lose',
};

/** What one channel of the engine does at this moment. */
interface Traffic {
  busy: boolean;
  /** The stand-in keeps the call without an answer: only time ends it. */
  held: boolean;
  /** Calls that failed, when. */
  readonly failed: number[];
  /** Messages that were taken as new ones, when. */
  readonly posted: { readonly at: number; readonly remoteId: string }[];
}

/**
 * The engine with the product's own Discord and Telegram channels on local stand-ins. Sockets are real and time is not: it
 * stands still while anything is under way, and moves only by `pass`.
 */
export async function chatWorld(config: EngineOptions['config']) {
  const discord = await startDiscord({
    guilds: [{ id: GUILD }],
    channels: [{ id: OPS, guild: GUILD }],
  });
  const telegram = await startTelegram({ token: TELEGRAM_TOKEN });
  fakeTime();
  const traffic = { ops: newTraffic(), phone: newTraffic() };
  const engine = await openEngine({
    folder: freshFolder(),
    clock: systemClock,
    channels: [
      observed(opsChannel({ discord, telegram }), traffic.ops),
      observed(phoneChannel({ discord, telegram }), traffic.phone),
    ],
    config,
    random: chance(),
  });
  engine.send();
  let quiet = () => {};

  /** Lets everything happen that needs no time. */
  async function settle(): Promise<void> {
    const isUnderWay = () => Object.values(traffic).some(({ busy, held }) => busy && !held);
    for (let calm = 0; calm < 4; calm = isUnderWay() ? 0 : calm + 1) {
      await new Promise(setImmediate);
    }
  }

  return {
    ...{ engine, traffic, settle },
    seen: { ops: () => seenOn(discord), phone: () => seenIn(telegram) } satisfies Record<
      Service,
      () => SeenMessage[]
    >,
    /** From now on every call to the service that `picks` is troubled. */
    trouble(service: Service, trouble: Trouble, picks: (isNew: boolean) => boolean = () => true) {
      const keeps = trouble === 'never answers' || trouble === 'answer lost';
      const troubled = (isNew: boolean) => {
        if (!picks(isNew)) return false;
        traffic[service].held = keeps;
        return true;
      };
      if (service === 'ops') {
        discord.intercept(({ method, path }) =>
          path.startsWith('/channels/') && troubled(method === 'POST')
            ? DISCORD[trouble]
            : undefined,
        );
        quiet = () => discord.intercept(null);
      } else {
        quiet = telegram.intercept(({ method }) =>
          troubled(method === 'sendMessage') ? TELEGRAM[trouble] : null,
        );
      }
    },
    /** The service is well again. */
    well: () => quiet(),
    refuse: (service: Service) => (service === 'ops' ? discord : telegram).down(),
    accept: (service: Service) => (service === 'ops' ? discord : telegram).up(),
    /** Lets time pass in steps, after each of which the engine does what it does every second. */
    async pass(milliseconds: number, step: number): Promise<void> {
      for (let passed = 0; passed < milliseconds; passed += step) {
        await vi.advanceTimersByTimeAsync(step);
        await settle();
        await engine.sweep();
        await settle();
      }
    },
    async [Symbol.asyncDispose]() {
      vi.useRealTimers();
      await engine[Symbol.asyncDispose]();
      await discord[Symbol.asyncDispose]();
      await telegram[Symbol.asyncDispose]();
    },
  };
}

export type ChatWorld = Awaited<ReturnType<typeof chatWorld>>;

function newTraffic(): Traffic {
  return { busy: false, held: false, failed: [], posted: [] };
}

function observed(channel: Channel, traffic: Traffic): Channel {
  async function during(call: Promise<Delivery>, isNew: boolean): Promise<Delivery> {
    traffic.busy = true;
    const delivery = await call.finally(() => {
      traffic.busy = false;
      traffic.held = false;
    });
    const at = Date.now();
    if (delivery.kind === 'retry') traffic.failed.push(at);
    else if (delivery.kind === 'delivered' && isNew) {
      traffic.posted.push({ at, remoteId: delivery.remoteId.replace(`${PHONE}:`, '') });
    }
    return delivery;
  }
  return {
    ...channel,
    post: (message, signal) => during(channel.post(message, signal), true),
    edit: (id, message, signal) => during(channel.edit(id, message, signal), false),
  };
}

/** Spread as chance would, but the same in every run. */
function chance(): () => number {
  let seed = 42;
  return () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
}
