/**
 * What Discord accepts. Embeds: https://docs.discord.com/developers/resources/message#embed-object-embed-limits,
 * components: https://docs.discord.com/developers/components/reference, commands:
 * https://docs.discord.com/developers/interactions/application-commands
 */
export const EMBED = {
  /** Characters over all embeds of a message. */
  total: 6000,
  count: 10,
  title: 256,
  description: 4096,
  footer: 2048,
  fields: 25,
  fieldName: 256,
  fieldValue: 1024,
} as const;

export const BUTTONS = { rows: 5, perRow: 5, label: 80, customId: 100 } as const;

export const SELECT = { options: 25, placeholder: 150, label: 100, value: 100 } as const;

/** https://docs.discord.com/developers/components/reference#label and #text-input */
export const MODAL = { title: 45, label: 45 } as const;

export const COMMANDS = {
  count: 100,
  options: 25,
  name: 32,
  description: 100,
  choices: 25,
  choice: 100,
} as const;

/** Bytes of a file unless a server may more, and files of a message: https://docs.discord.com/developers/reference#uploading-files */
export const FILES = { bytes: 10 * 1_024 * 1_024, count: 10 } as const;

/** Characters of the name of a thread or post: https://docs.discord.com/developers/resources/channel#start-thread-from-message */
export const POST_NAME = 100;
