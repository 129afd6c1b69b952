import type { Instant } from './time.ts';

/** States of Docker and Podman: https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container */
export const CONTAINER_STATES = [
  ...(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'] as const),
] as const;

/** `missing`: it should be there and is not. */
export type ContainerState = (typeof CONTAINER_STATES)[number] | 'missing';

export type ContainerHealth = 'healthy' | 'unhealthy' | 'starting';

/** A container as its engine describes it. */
export interface Container {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly state: ContainerState;
  /** null: it has no health check. */
  readonly health: ContainerHealth | null;
  /** Of its last run; 0 while it runs. */
  readonly exitCode: number;
  /** Its last run was ended because it took too much memory. */
  readonly isOomKilled: boolean;
  /** What the engine says of a start that failed; empty when nothing did. */
  readonly error: string;
  /** null: never. */
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
  /** Restarts by the engine since it was made, or since a person started it. */
  readonly restartCount: number;
  /** `no`, `always`, `unless-stopped` or `on-failure`. */
  readonly restartPolicy: string;
  /** Of compose; null for what compose did not make. */
  readonly compose: ComposeService | null;
}

/** Where a container of compose comes from. */
export interface ComposeService {
  readonly project: string;
  readonly service: string;
  /** Made by `compose run` for one task. */
  readonly isOneOff: boolean;
  /** Folder and files of the project on its host, as compose wrote them down; empty when it did not. */
  readonly folder: string;
  readonly files: string;
}

/** What a container takes. Bytes are counted since it was started. */
export interface ContainerUse {
  /** Percent of one core. */
  readonly cpu: number | null;
  readonly memory: number | null;
  /** Bytes that it may take, all memory of the host where it has no limit. */
  readonly memoryLimit: number | null;
  readonly received: number | null;
  readonly sent: number | null;
  readonly read: number | null;
  readonly written: number | null;
}

/** Which containers of a target matter. Patterns are names, of containers or of services of compose; `*` fits anything. */
export interface ContainerWatch {
  /** Empty: all. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Names of containers or services that must run. */
  readonly expected: readonly string[];
  /** Address of the engine as DOCKER_HOST has it; null: the usual one of the user there. */
  readonly engine: string | null;
}

/** How to reach an engine that is asked directly. */
export type EngineAddress =
  | { readonly kind: 'socket'; readonly path: string }
  | {
      readonly kind: 'tcp';
      readonly host: string;
      readonly port: number;
      /** Paths of the authority's certificate, and of our own with its key; null: without encryption. */
      readonly tls: { readonly ca: string; readonly cert: string; readonly key: string } | null;
    };

/** A container as it was last seen, with what is counted between two looks. */
export interface SeenContainer {
  readonly name: string;
  readonly service: string | null;
  readonly project: string | null;
  readonly id: string;
  readonly image: string;
  readonly state: ContainerState;
  readonly health: ContainerHealth | null;
  readonly exitCode: number;
  readonly isOomKilled: boolean;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
  readonly restartCount: number;
  /** Restarts that were seen, by whomever. */
  readonly restarts: number;
  readonly oomKills: number;
  /** It was seen running. */
  readonly hasRun: boolean;
  /** Why it does not run although it should, in words; null when all is well. */
  readonly trouble: string | null;
}

/** What is known of the containers of a target. */
export interface ContainerSight {
  readonly at: Instant;
  /** Why the engine could not be asked last, and what to do; null when it answered. */
  readonly trouble: string | null;
  readonly containers: readonly SeenContainer[];
  /** How many more there are than are looked at. */
  readonly more: number;
}
