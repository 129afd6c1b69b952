/** Characters a message may hold, after entity parsing: https://core.telegram.org/bots/api#sendmessage */
export const MAX_TEXT = 4_096;

/** Characters of the words of a picture, after entity parsing: https://core.telegram.org/bots/api#sendphoto */
export const MAX_CAPTION = 1_024;

/** Bytes of a message's source that Telegram reads; TDLib cuts text beyond it (`clean_input_string`). */
export const MAX_SOURCE_BYTES = 35_000;

/** Bytes of a button's callback data: https://core.telegram.org/bots/api#inlinekeyboardbutton */
export const MAX_CALLBACK_BYTES = 64;

/** Buttons under one message; not documented, Telegram answers REPLY_MARKUP_TOO_LONG beyond. */
export const MAX_BUTTONS = 100;

/** Buttons beside each other that a phone still shows readably. */
export const BUTTONS_PER_ROW = 3;

/** Characters of a notification after a press: https://core.telegram.org/bots/api#answercallbackquery */
export const MAX_TOAST = 200;

/** https://core.telegram.org/bots/api#botcommand and https://core.telegram.org/bots/api#setmycommands */
export const COMMAND_NAME = /^[a-z0-9_]{1,32}$/;
export const MAX_COMMAND_DESCRIPTION = 256;
export const MAX_COMMANDS = 100;

/** Updates in one answer: https://core.telegram.org/bots/api#getupdates */
export const MAX_BATCH = 100;

/** Bytes of a document that a bot may send: https://core.telegram.org/bots/api#senddocument (50 MB) */
export const MAX_DOCUMENT_BYTES = 50_000_000;

/** Characters of the name of a topic: https://core.telegram.org/bots/api#createforumtopic */
export const TOPIC_NAME = 128;
