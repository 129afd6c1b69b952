import type { APIGuildForumChannel } from 'discord.js';
import type { About } from '../../model/about.ts';
import { SEVERITIES } from '../../model/alert.ts';
import { MINUTE } from '../../model/time.ts';
import type { Called, calls } from './calls.ts';

/** https://docs.discord.com/developers/resources/channel#channel-object-channel-types */
const FORUMS: readonly number[] = [15, 16];
/** https://docs.discord.com/developers/resources/channel#forum-tag-object and the limits of a channel */
const MOST_TAGS = 20;
/** How long what a forum offers is taken as it was seen. */
const SEEN_FOR = 10 * MINUTE;

const STATES = ['firing', 'acknowledged', 'resolved'] as const;
const NAMES: readonly string[] = [...STATES, ...SEVERITIES];

interface Seen {
  readonly guild: string;
  /** Ids by name in small letters. */
  readonly ids: ReadonlyMap<string, string>;
  readonly until: number;
}

/** The tags of a forum that say state and severity. Those that it lacks are made once, where the bot may. */
export function forumTags(forum: string, call: ReturnType<typeof calls>) {
  let seen: Seen | null = null;
  let hasTried = false;

  async function look(signal: AbortSignal): Promise<Called<Seen>> {
    if (seen !== null && performance.now() < seen.until) return { kind: 'done', value: seen };
    const read = await call<APIGuildForumChannel>(
      ({ library, rest }, deadline) =>
        rest().get(library.Routes.channel(forum), { signal: deadline }),
      { signal },
    );
    if (read.kind === 'failed') return read;
    if (!FORUMS.includes(read.value.type)) return noForum(forum);
    const complete = await completed(read.value, signal);
    const { guild_id: guild = '', available_tags: available = [] } = complete;
    const ids = new Map(available.map((tag) => [tag.name.toLowerCase(), tag.id]));
    seen = { guild, ids, until: performance.now() + SEEN_FOR };
    return { kind: 'done', value: seen };
  }

  async function completed(
    channel: APIGuildForumChannel,
    signal: AbortSignal,
  ): Promise<APIGuildForumChannel> {
    const there = channel.available_tags ?? [];
    const known = new Set(there.map(({ name }) => name.toLowerCase()));
    const missing = NAMES.filter((name) => !known.has(name));
    const hasRoom = there.length + missing.length <= MOST_TAGS;
    if (missing.length === 0 || !hasRoom || hasTried) return channel;
    hasTried = true;
    const body = { available_tags: [...there, ...missing.map((name) => ({ name }))] };
    const made = await call<APIGuildForumChannel>(
      ({ library, rest }, deadline) =>
        rest().patch(library.Routes.channel(forum), { body, signal: deadline }),
      { signal },
    );
    return made.kind === 'done' ? made.value : channel;
  }

  return {
    /** Ids of the tags that a post has now: state and severity, where the forum has such tags. */
    async idsFor(about: About | null, signal: AbortSignal): Promise<Called<readonly string[]>> {
      const found = await look(signal);
      if (found.kind === 'failed') return found;
      const { ids } = found.value;
      if (about === null) return { kind: 'done', value: [] };
      const { state, severity } = about.whole;
      const names = [state === 'pending' ? 'firing' : state, severity];
      return { kind: 'done', value: names.flatMap((name) => ids.get(name) ?? []) };
    },

    /** Id of the server that the forum is in. */
    async guild(signal: AbortSignal): Promise<Called<string>> {
      const found = await look(signal);
      return found.kind === 'done' ? { kind: 'done', value: found.value.guild } : found;
    },
  };
}

function noForum(forum: string): Called<never> {
  const reason = `Discord channel ${forum} is no forum: leave out \`style: forum\`, or write the id of a forum`;
  return { kind: 'failed', delivery: { kind: 'retry', after: MINUTE, reason }, code: null };
}
