import type { ActionAnswer, ActionPreview, ActionView } from '../model/action.ts';
import type { Alert } from '../model/alert.ts';
import type { Actor } from '../model/person.ts';
import type { ChatPlace } from './command.ts';

/** Who confirms something, and where they are told of its end. */
export interface Confirming {
  readonly by: Actor;
  readonly place: ChatPlace;
}

/** What admins let happen on targets. */
export interface ActionDesk {
  /** Actions of one target, or of all. */
  list(target: number | null): Promise<readonly ActionView[]>;
  /** Those that are for an alert. */
  fitting(alert: Alert): readonly Pick<ActionView, 'ref' | 'action'>[];
  /** Shows what would happen, and does its dry run; `action` is a name, or the `ref` of one. */
  preview(
    asked: {
      readonly action: string;
      readonly target: number | null;
      readonly alert: Alert | null;
      readonly by: Actor;
    },
    signal: AbortSignal,
  ): Promise<ActionPreview>;
  /** Does what a preview showed, once; everything is looked at again. */
  confirm(token: string, who: Confirming): Promise<ActionAnswer>;
  /** Another admin confirms what the first asked for. */
  approve(id: number, who: Confirming): Promise<ActionAnswer>;
  /** False when nothing waits under that number. */
  cancel(id: number, by: Actor): Promise<boolean>;
}
