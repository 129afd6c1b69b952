import type { APIThreadChannel } from 'discord.js';
import type { About } from '../../model/about.ts';
import type { Channel, Delivery, Outgoing } from '../../notify/channel.ts';
import type { Followers } from '../pictures.ts';
import type { Address } from '../surface.ts';
import { type Called, calls, type Sender } from './calls.ts';
import { calling, discordChannel, SUPPRESS_NOTIFICATIONS } from './channel.ts';
import { forumTags } from './forum-tags.ts';
import { isNameOf, postName } from './post-name.ts';
import { render } from './render.ts';

/** https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const CODE = { unknownChannel: 10003, archivedThread: 50083 } as const;
/** Posts whose tags are remembered; of others they are set again. */
const REMEMBERED = 500;
/** Posts of one number that are looked through. */
const MOST_NAMED = 5;
/** Minutes without a message after which a post leaves the list of what is active. */
const ARCHIVED_AFTER = 1_440;

/**
 * A Discord forum: a post for each alert, with its card on top, tags for state and severity that follow it, and room for
 * discussion below. Discord has no `nonce` for posts: one whose answer was lost is looked for by the number in its name
 * before it is made again. A post's id is also that of its first message.
 */
export function forumChannel(
  name: string,
  { id: forum, mention }: Address,
  sender: () => Promise<Sender>,
  followers: Followers,
): Channel {
  const call = calls(forum, sender);
  const tags = forumTags(forum, call);
  const posts = changing(call, tags);

  async function open(message: Outgoing, signal: AbortSignal): Promise<Delivery> {
    const before = message.again === true ? await madeBefore(message, signal) : null;
    if (before !== null) return before;
    const wanted = await tags.idsFor(message.about ?? null, signal);
    if (wanted.kind === 'failed') return wanted.delivery;
    const made = await call<APIThreadChannel>(
      ({ library, rest }, deadline) =>
        rest().post(library.Routes.threads(forum), {
          body: {
            name: postName(message),
            auto_archive_duration: ARCHIVED_AFTER,
            applied_tags: wanted.value,
            message: {
              ...render(message.reply),
              ...calling(message, mention),
              ...(message.silent ? { flags: SUPPRESS_NOTIFICATIONS } : {}),
            },
          },
          signal: deadline,
        }),
      { signal },
    );
    if (made.kind === 'failed') return made.delivery;
    posts.wears(made.value.id, wanted.value);
    return delivered(made.value.id);
  }

  /** What became of the post that an earlier try has perhaps made; null: there is none. */
  async function madeBefore(message: Outgoing, signal: AbortSignal): Promise<Delivery | null> {
    const guild = await tags.guild(signal);
    if (guild.kind === 'failed') return guild.delivery;
    const active = await call<{ threads: readonly APIThreadChannel[] }>(
      ({ library, rest }, deadline) =>
        rest().get(library.Routes.guildActiveThreads(guild.value), { signal: deadline }),
      { signal },
    );
    if (active.kind === 'failed') return active.delivery;
    const named = active.value.threads.filter(
      (one) => one.parent_id === forum && isNameOf(one.name, message),
    );
    for (const { id } of named.slice(0, MOST_NAMED)) {
      const edited = await posts.edit(id, message, signal);
      // What anybody else made cannot be edited.
      if (edited.kind === 'delivered' || edited.kind === 'retry') return edited;
    }
    return null;
  }

  return {
    name,
    kind: 'discord',
    async post(message, signal) {
      const { replyTo: post } = message;
      if (post === null) return open(message, signal);
      const address = { id: post, thread: null, ...(mention && { mention }) };
      const sent = await discordChannel(name, address, sender, followers).post(message, signal);
      // What waits for a post that is no more would hold everything else up.
      return sent.kind === 'retry' ? ((await ended(post, call, signal)) ?? sent) : sent;
    },
    edit: posts.edit,
  };
}

/** Posts that are there already: their card and tags follow their alert. */
function changing(call: ReturnType<typeof calls>, tags: ReturnType<typeof forumTags>) {
  const worn = wornTags();

  async function edit(post: string, message: Outgoing, signal: AbortSignal): Promise<Delivery> {
    const edited = await change(post, message, signal);
    if (edited.kind === 'failed') return goneWithPost(edited);
    const late = message.about ? await follow(post, message.about, signal) : null;
    return late ?? delivered(post);
  }

  async function change(post: string, message: Outgoing, signal: AbortSignal) {
    const patch = () =>
      call(
        ({ library, rest }, deadline) =>
          rest().patch(library.Routes.channelMessage(post, post), {
            body: render(message.reply),
            signal: deadline,
          }),
        { signal, editing: true },
      );
    const edited = await patch();
    if (edited.kind === 'done' || edited.code !== CODE.archivedThread) return edited;
    await update(post, { archived: false }, signal);
    return patch();
  }

  /** Sets the tags of a post where they are others than it has; gives what makes another try worth it, or null. */
  async function follow(post: string, about: About, signal: AbortSignal): Promise<Delivery | null> {
    const wanted = await tags.idsFor(about, signal);
    if (wanted.kind === 'failed') return wanted.delivery;
    if (worn.has(post, wanted.value)) return null;
    const set = await update(post, { applied_tags: wanted.value }, signal);
    if (set.kind === 'done') worn.note(post, wanted.value);
    // A refusal is about rights and stays: the card is right all the same.
    return set.kind === 'failed' && set.code === null ? set.delivery : null;
  }

  function update(post: string, body: object, signal: AbortSignal): Promise<Called<unknown>> {
    return call(
      ({ library, rest }, deadline) =>
        rest().patch(library.Routes.channel(post), { body, signal: deadline }),
      { signal },
    );
  }

  return { edit, wears: worn.note };
}

/** That a post was deleted; null: it is there, or nobody can say. */
async function ended(
  post: string,
  call: ReturnType<typeof calls>,
  signal: AbortSignal,
): Promise<Delivery | null> {
  const seen = await call(
    ({ library, rest }, deadline) => rest().get(library.Routes.channel(post), { signal: deadline }),
    { signal },
  );
  const isGone = seen.kind === 'failed' && seen.code === CODE.unknownChannel;
  return isGone ? goneWithPost(seen) : null;
}

/** Which tags posts have, as far as that was seen here. */
function wornTags() {
  const known = new Map<string, string>();
  return {
    has: (post: string, ids: readonly string[]) => known.get(post) === ids.join(),
    note(post: string, ids: readonly string[]): void {
      known.delete(post);
      known.set(post, ids.join());
      for (const [oldest] of known) if (known.size > REMEMBERED) known.delete(oldest);
    },
  };
}

function delivered(remoteId: string): Delivery {
  return { kind: 'delivered', remoteId };
}

/** Somebody deleted the post, and its messages with it. */
function goneWithPost({ delivery, code }: Extract<Called<unknown>, { kind: 'failed' }>): Delivery {
  if (code !== CODE.unknownChannel) return delivery;
  return { kind: 'gone', reason: 'the post was deleted' };
}
