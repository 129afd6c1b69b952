import { blank, type Component, rowProblems, tooLong } from './components.ts';
import { type Upload, uploadsOf } from './http.ts';

/**
 * What Discord refuses although its OpenAPI document does not say so, and the limits a run without the document still
 * has to check. Sources: https://docs.discord.com/developers/resources/message#embed-object-embed-limits and
 * https://docs.discord.com/developers/components/reference
 */
interface Embed {
  title?: string;
  description?: string;
  author?: { name?: string };
  footer?: { text?: string };
  fields?: readonly { name?: string; value?: string }[];
  image?: { readonly url?: string };
  thumbnail?: unknown;
}

export interface MessageBody {
  content?: string | null;
  embeds?: readonly Embed[] | null;
  components?: readonly Component[] | null;
  attachments?: readonly unknown[] | null;
  allowed_mentions?: { parse?: readonly string[] } | null;
  flags?: number | null;
  nonce?: string | number | null;
}

/** Problems of a message body; `edit` bodies may leave out what they do not change. */
export function messageProblems(body: MessageBody, options: { edit: boolean }): string[] {
  const embeds = body.embeds ?? [];
  const rows = body.components ?? [];
  const found = [
    ...tooLong('content', body.content, 2000),
    ...(embeds.length > 10 ? [`${embeds.length} embeds, 10 allowed`] : []),
    ...embeds.flatMap((embed, index) => embedProblems(embed, `embeds[${index}]`)),
    ...rowProblems(rows),
  ];
  const total = embeds.reduce((sum, embed) => sum + embedSize(embed), 0);
  if (total > 6000) found.push(`${total} characters in all embeds, 6000 allowed`);
  const uploads = uploadsOf(body);
  found.push(...uploadProblems(uploads, body.attachments ?? []));
  found.push(...imageProblems(embeds, uploads));
  const empty =
    blank(body.content) && embeds.length === 0 && rows.length === 0 && uploads.length === 0;
  if (empty && !options.edit) found.push('empty message');
  if (JSON.stringify(body.allowed_mentions?.parse) !== '[]') {
    found.push('allowed_mentions must be {parse: []}');
  }
  if (String(body.nonce ?? '').length > 25) found.push('nonce longer than 25');
  return found;
}

/** https://docs.discord.com/developers/reference#uploading-files */
const MAX_FILE = 10 * 1_024 * 1_024;
const MAX_FILES = 10;

function uploadProblems(uploads: readonly Upload[], attachments: readonly unknown[]): string[] {
  const found = uploads.length > MAX_FILES ? [`${uploads.length} files, ${MAX_FILES} allowed`] : [];
  for (const [index, { field, name, bytes }] of uploads.entries()) {
    if (field !== `files[${index}]`) found.push(`a file in the field ${field}`);
    if (!/^[\w.-]{1,255}$/.test(name)) found.push(`${field} is called ${name}`);
    if (bytes.length > MAX_FILE) found.push(`${field} has ${bytes.length} bytes: 413`);
  }
  return [
    ...found,
    ...attachments.flatMap((one) => attachmentProblems(one as Attachment, uploads)),
  ];
}

interface Attachment {
  readonly id?: string;
  readonly description?: string;
}

/** What the message has already is kept by its own id; what comes is named by its place. */
function attachmentProblems({ id, description }: Attachment, uploads: readonly Upload[]): string[] {
  const isThere =
    /^\d{5,}$/.test(String(id)) || uploads.some(({ field }) => field === `files[${id}]`);
  return [
    ...tooLong('attachments.description', description, 1024),
    ...(isThere ? [] : [`attachments name a file ${id} that did not come`]),
  ];
}

/** An embed shows a file of its message by its name. */
function imageProblems(embeds: readonly Embed[], uploads: readonly Upload[]): string[] {
  return embeds.flatMap(({ image }) => {
    const [, name] = /^attachment:\/\/(.*)$/.exec(image?.url ?? '') ?? [];
    const isThere = name === undefined || uploads.some((one) => one.name === name);
    return isThere ? [] : [`an embed shows ${name}, which did not come`];
  });
}

/** Characters of one embed that count towards the sum. */
function embedSize(embed: Embed): number {
  const fields = (embed.fields ?? []).map(
    (field) => (field.name ?? '').length + (field.value ?? '').length,
  );
  const texts = [embed.title, embed.description, embed.footer?.text, embed.author?.name];
  return [...fields, ...texts.map((text) => (text ?? '').length)].reduce((a, b) => a + b, 0);
}

function embedProblems(embed: Embed, place: string): string[] {
  const fields = embed.fields ?? [];
  const found = [
    ...tooLong(`${place}.title`, embed.title, 256),
    ...tooLong(`${place}.description`, embed.description, 4096),
    ...tooLong(`${place}.footer`, embed.footer?.text, 2048),
    ...tooLong(`${place}.author`, embed.author?.name, 256),
    ...(fields.length > 25 ? [`${place} has ${fields.length} fields, 25 allowed`] : []),
  ];
  for (const [index, field] of fields.entries()) {
    const name = `${place}.fields[${index}]`;
    if (blank(field.name) || blank(field.value)) found.push(`${name} is empty`);
    found.push(...tooLong(`${name}.name`, field.name, 256));
    found.push(...tooLong(`${name}.value`, field.value, 1024));
  }
  const shown = [embed.title, embed.description, embed.footer?.text].some((text) => !blank(text));
  if (!shown && fields.length === 0 && !embed.image) found.push(`${place} is empty`);
  return found;
}

interface CommandBody {
  name?: string;
  description?: string;
  options?: readonly OptionBody[];
}

interface OptionBody {
  name?: string;
  description?: string;
  required?: boolean;
  autocomplete?: boolean;
  choices?: readonly { name?: string; value?: string }[];
}

/** https://docs.discord.com/developers/interactions/application-commands#application-command-object-naming */
const COMMAND_NAME = /^[-_\p{Ll}\p{Lo}\p{N}]{1,32}$/u;

/** Problems of a bulk overwrite of commands. */
export function commandProblems(commands: readonly CommandBody[]): string[] {
  const names = commands.map((command) => command.name);
  const found = commands.length > 100 ? [`${commands.length} commands, 100 allowed`] : [];
  if (new Set(names).size !== names.length) found.push('a command name stands twice');
  return [...found, ...commands.flatMap(oneCommand)];
}

function oneCommand(command: CommandBody): string[] {
  const place = `/${command.name}`;
  const options = command.options ?? [];
  const found = named(place, command);
  if (options.length > 25) found.push(`${place} has ${options.length} options`);
  const firstOptional = options.findIndex((option) => !option.required);
  if (firstOptional >= 0 && options.slice(firstOptional).some((option) => option.required)) {
    found.push(`${place}: required options must come first`);
  }
  for (const option of options) {
    found.push(...named(`${place} ${option.name}`, option));
    const choices = option.choices ?? [];
    if (choices.length > 0 && option.autocomplete) found.push(`${place}: choices and autocomplete`);
    found.push(...choiceProblems(choices));
  }
  return found;
}

function named(place: string, item: { name?: string; description?: string }): string[] {
  const found = COMMAND_NAME.test(item.name ?? '') ? [] : [`${place}: name is not allowed`];
  if (blank(item.description)) found.push(`${place}: no description`);
  return [...found, ...tooLong(`${place} description`, item.description, 100)];
}

/** Problems of choices, in a command or as answer to an autocomplete. */
export function choiceProblems(choices: readonly { name?: string; value?: string }[]): string[] {
  const found = choices.length > 25 ? [`${choices.length} choices, 25 allowed`] : [];
  for (const choice of choices) {
    if (blank(choice.name) || blank(choice.value)) found.push('a choice is empty');
    found.push(...tooLong('choice name', choice.name, 100));
    found.push(...tooLong('choice value', choice.value, 100));
  }
  return found;
}
