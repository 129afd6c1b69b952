import type {
  ChatInputCommandInteraction,
  Message,
  MessageComponentInteraction,
  ModalSubmitInteraction,
} from 'discord.js';
import { type AttachedFile, attachedTo } from '../attachment.ts';
import { hasPictures, NO_FOLLOWERS, type SentPicture } from '../pictures.ts';
import { isBrief, type Reply } from '../reply.ts';
import { type InteractionOptions, outside } from './caller.ts';
import { FILES } from './limits.ts';
import { altOf, withPictures } from './pictures.ts';
import { render } from './render.ts';
import { oneLine } from './text.ts';

/** What is answered with a message. */
export type Asking =
  | ChatInputCommandInteraction
  | MessageComponentInteraction
  | ModalSubmitInteraction;

/** Says at once that an answer comes, sends it when `work` has it, and lets its pictures follow. */
export function answering({ followers = NO_FOLLOWERS, guildId }: InteractionOptions) {
  /** Public or private is settled by the first answer, before anyone knows what the reply will be. */
  async function answer(
    interaction: Asking,
    work: () => Reply | Promise<Reply>,
    ephemeral = true,
  ): Promise<void> {
    const refusal = outside(interaction, guildId);
    const hidden = ephemeral || refusal !== null;
    await interaction.deferReply(hidden ? { flags: EPHEMERAL } : {});
    const reply = refusal ?? (await work());
    const shown = await show(interaction, reply, hidden);
    follow(interaction, shown, reply);
  }

  /** What people have already gets its pictures, by an edit. */
  function follow(interaction: Asking, shown: Message, reply: Reply): void {
    if (!hasPictures(reply)) return;
    followers.follow(shown.id, reply, async (pictures) => {
      const { embeds, allowed_mentions: allowedMentions } = render(reply);
      await interaction.editReply({
        message: shown.id,
        allowedMentions,
        embeds: withPictures(embeds, pictures),
        files: pictures.map(drawn),
        attachments: ownFiles(shown),
      });
    });
  }

  /** Answers in the place of the message that was pressed on; a refusal stands beside it, for the asker alone. */
  async function replace(
    interaction: MessageComponentInteraction,
    work: () => Promise<Reply>,
  ): Promise<void> {
    const refusal = outside(interaction, guildId);
    await interaction.deferUpdate();
    const reply = refusal ?? (await work());
    const body = await bodyOf(interaction, reply);
    if (reply.private || isBrief(reply)) {
      const beside = await interaction.followUp({ ...body, flags: EPHEMERAL });
      return follow(interaction, beside, reply);
    }
    followers.leave(interaction.message.id);
    // The picture of what was shown before goes at once.
    const shown = await interaction.editReply({ ...body, attachments: [] });
    follow(interaction, shown, reply);
  }

  return { answer, replace };
}

/** https://docs.discord.com/developers/resources/message#message-object-message-flags */
const EPHEMERAL = 64;

/** A private reply to a public command takes the place of the public "is thinking". */
async function show(interaction: Asking, reply: Reply, hidden: boolean): Promise<Message> {
  const body = await bodyOf(interaction, reply);
  if (!reply.private || hidden) return interaction.editReply(body);
  await interaction.deleteReply();
  return interaction.followUp({ ...body, flags: EPHEMERAL });
}

async function bodyOf(interaction: Asking, reply: Reply) {
  const { allowed_mentions: allowedMentions, embeds, components } = render(reply);
  const { files, note } = await attachedTo(reply, interaction.attachmentSizeLimit ?? FILES.bytes);
  return {
    ...{ embeds, components, allowedMentions },
    ...(note === null ? {} : { content: oneLine(note) }),
    ...(files.length === 0 ? {} : { files: files.map(uploaded) }),
  };
}

function drawn(picture: SentPicture) {
  const { name, bytes } = picture;
  return { name, attachment: Buffer.from(bytes), description: altOf(picture) };
}

/** The files that stay. */
function ownFiles({ attachments }: Message) {
  return [...attachments.keys()].map((id) => ({ id }));
}

function uploaded({ name, bytes }: AttachedFile) {
  return { name, attachment: Buffer.from(bytes) };
}
