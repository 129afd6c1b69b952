import {
  type APIMessage,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ComponentType,
  InteractionType,
} from 'discord-api-types/v10';
import type { ModalBody } from './components.ts';
import { user, type World } from './world.ts';

/** Who does something, and where. */
export interface Caller {
  readonly guild?: string | null;
  readonly channel: string;
  readonly user: string;
  readonly userName?: string;
  readonly roles?: readonly string[];
  readonly bot?: boolean;
}

/** What came back for one interaction. */
export interface Answer {
  readonly deferred: boolean;
  readonly ephemeral: boolean;
  /** Final message, or null when none came (autocomplete, a form). */
  readonly message: APIMessage | null;
  readonly choices: readonly { name: string; value: string }[];
  /** The form that opened, or null. */
  readonly modal: ModalBody | null;
  /** Milliseconds from sending the event to the first callback's arrival. */
  readonly firstCallback: number;
  /** Milliseconds until the final answer arrived. */
  readonly answered: number;
}

/** An interaction that was sent and waits for its callbacks. */
export interface Pending {
  readonly id: string;
  readonly token: string;
  readonly guild: string | null;
  readonly channel: string;
  readonly sentAt: number;
  /** A form cannot be answered with a form. */
  readonly isForm: boolean;
  /** Message below which a button or a menu was pressed, or null. */
  readonly pressedOn: string | null;
  firstAt: number | null;
  deferred: boolean;
  ephemeral: boolean;
  /** Message behind `@original`, once there is one. */
  originalId: string | null;
  finish(result: Partial<Pick<Answer, 'message' | 'choices' | 'modal'>>): void;
}

/** Data of INTERACTION_CREATE that does not depend on its kind. */
function common(world: World, caller: Caller, ids: { id: string; token: string }): object {
  const guild = caller.guild ?? null;
  const person = user(caller.user, caller.userName ?? `user-${caller.user}`, caller.bot ?? false);
  const member = {
    user: person,
    roles: [...(caller.roles ?? [])],
    joined_at: '2026-01-01T00:00:00.000Z',
    permissions: '0',
    deaf: false,
    mute: false,
    flags: 0,
    avatar: null,
    premium_since: null,
  };
  const channel = world.channels.get(caller.channel);
  return {
    id: ids.id,
    application_id: world.applicationId,
    token: ids.token,
    version: 1,
    channel_id: caller.channel,
    channel: { id: caller.channel, type: guild === null ? 1 : 0, name: channel?.name ?? 'here' },
    app_permissions: '2147568640',
    entitlements: [],
    authorizing_integration_owners: guild === null ? { 1: caller.user } : { 0: guild },
    attachment_size_limit: 10_485_760,
    locale: 'en-US',
    context: guild === null ? 1 : 0,
    ...(guild === null
      ? { user: person }
      : { guild_id: guild, guild: { id: guild, locale: 'en-US', features: [] }, member }),
  };
}

export function slashEvent(
  world: World,
  ids: { id: string; token: string },
  caller: Caller & { name: string; options: Readonly<Record<string, string>>; focused?: string },
): object {
  const type =
    caller.focused === undefined
      ? InteractionType.ApplicationCommand
      : InteractionType.ApplicationCommandAutocomplete;
  return {
    ...common(world, caller, ids),
    type,
    data: {
      id: '9000',
      name: caller.name,
      type: ApplicationCommandType.ChatInput,
      ...(caller.guild ? { guild_id: caller.guild } : {}),
      options: Object.entries(caller.options).map(([name, value]) => ({
        name,
        value,
        type: ApplicationCommandOptionType.String,
        ...(name === caller.focused ? { focused: true } : {}),
      })),
    },
  };
}

/** A press, or with `values` a choice in a menu. */
export function pressEvent(
  world: World,
  ids: { id: string; token: string },
  caller: Caller & { message: APIMessage; customId: string; values?: readonly string[] },
): object {
  const { message, customId, values } = caller;
  return {
    ...common(world, caller, ids),
    type: InteractionType.MessageComponent,
    message,
    data: {
      custom_id: customId,
      component_type: values === undefined ? ComponentType.Button : ComponentType.StringSelect,
      ...(values === undefined ? {} : { values }),
    },
  };
}

/** A form that was sent, with what was written by the ids of its fields. */
export function formEvent(
  world: World,
  ids: { id: string; token: string },
  caller: Caller & {
    message: APIMessage;
    customId: string;
    fields: Readonly<Record<string, string>>;
  },
): object {
  const components = Object.entries(caller.fields).map(([name, value], index) => ({
    type: ComponentType.Label,
    id: 2 * index + 1,
    component: { type: ComponentType.TextInput, id: 2 * index + 2, custom_id: name, value },
  }));
  return {
    ...common(world, caller, ids),
    type: InteractionType.ModalSubmit,
    message: caller.message,
    data: { custom_id: caller.customId, components },
  };
}
