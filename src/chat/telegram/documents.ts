import { MINUTE, SECOND } from '../../model/time.ts';
import { pause } from '../../model/wait.ts';
import { type AttachedFile, attachedTo } from '../attachment.ts';
import { type Reply, say } from '../reply.ts';
import { chatId } from './chat-id.ts';
import type { Client } from './client.ts';
import { undelivered } from './delivery.ts';
import { MAX_DOCUMENT_BYTES } from './limits.ts';
import type { Post } from './messenger.ts';

/** Until a file has to be taken. */
const UPLOAD = MINUTE;
const TRIES = 3;
/** Nobody waits longer for a file to be sent again. */
const PATIENCE = 30 * SECOND;

/** Sends the files of a reply, each as a document; gives what to tell people when one of them was not taken, else null. */
export async function sendDocuments(
  client: Client,
  post: Post,
  signal: AbortSignal,
): Promise<Reply | null> {
  const { files, note } = await attachedTo(post.reply, MAX_DOCUMENT_BYTES);
  for (const [index, file] of files.entries()) {
    const caption = index === files.length - 1 ? note : null;
    const reason = await sendDocument(client, { post, file, caption }, signal);
    if (reason !== null) {
      return say(`The file ${file.name} could not be sent: ${reason}. Ask for it again.`, 'bad');
    }
  }
  return null;
}

interface Sent {
  readonly post: Post;
  readonly file: AttachedFile;
  readonly caption: string | null;
}

/** Why the file was not taken; null when it was. */
async function sendDocument(
  client: Client,
  sent: Sent,
  signal: AbortSignal,
): Promise<string | null> {
  const { default: grammy } = await import('grammy');
  const { file, post } = sent;
  for (let tries = 1; ; tries++) {
    const document = new grammy.InputFile(file.bytes, file.name);
    const payload = { document, ...placed(sent) };
    const outcome = await client.call((api, within) => api.sendDocument(payload, within), {
      signal,
      deadline: UPLOAD,
    });
    if (outcome.kind === 'done') return null;
    const delivery = undelivered(outcome.failure, post.chat);
    const isFinal = delivery.kind !== 'retry' || delivery.after > PATIENCE || tries === TRIES;
    if (isFinal) return outcome.failure.reason;
    await pause(delivery.after, signal);
    signal.throwIfAborted();
  }
}

function placed({ post: { chat, thread, replyTo, silent }, caption }: Sent) {
  const answered = { message_id: replyTo ?? 0, allow_sending_without_reply: true };
  return {
    chat_id: chatId(chat),
    ...(caption === null ? {} : { caption }),
    ...(silent ? { disable_notification: true } : {}),
    ...(thread === null ? {} : { message_thread_id: thread }),
    ...(replyTo === null ? {} : { reply_parameters: answered }),
  };
}
