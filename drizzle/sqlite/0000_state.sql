CREATE TABLE `alert_events` (
	`id` integer PRIMARY KEY NOT NULL,
	`alert` integer NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`by_id` text NOT NULL,
	`by_name` text NOT NULL,
	`detail` text NOT NULL,
	FOREIGN KEY (`alert`) REFERENCES `alerts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `alert_events_alert` ON `alert_events` (`alert`,`id`);--> statement-breakpoint
CREATE INDEX `alert_events_at` ON `alert_events` (`at`);--> statement-breakpoint
CREATE TABLE `alerts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`fingerprint` text NOT NULL,
	`rule` text NOT NULL,
	`target` integer NOT NULL,
	`labels` text NOT NULL,
	`severity` integer NOT NULL,
	`state` text NOT NULL,
	`since` integer NOT NULL,
	`fired_at` integer,
	`by_id` text,
	`by_name` text,
	`acted_at` integer,
	`note` text,
	`version` integer NOT NULL,
	`message` text NOT NULL,
	`evidence` text NOT NULL,
	`score_before` real,
	`score_now` real,
	`previous` integer,
	FOREIGN KEY (`target`) REFERENCES `targets`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `alerts_open` ON `alerts` (`fingerprint`) WHERE "alerts"."state" <> 'resolved';--> statement-breakpoint
CREATE INDEX `alerts_open_target` ON `alerts` (`target`) WHERE "alerts"."state" <> 'resolved';--> statement-breakpoint
CREATE INDEX `alerts_fingerprint` ON `alerts` (`fingerprint`,`id`);--> statement-breakpoint
CREATE INDEX `alerts_list` ON `alerts` (`state`,"severity" desc,`since`,`id`) WHERE "alerts"."fired_at" is not null;--> statement-breakpoint
CREATE INDEX `alerts_fired` ON `alerts` (`fired_at`);--> statement-breakpoint
CREATE INDEX `alerts_resolved` ON `alerts` (`acted_at`) WHERE "alerts"."state" = 'resolved';--> statement-breakpoint
CREATE TABLE `gaps` (
	`id` integer PRIMARY KEY NOT NULL,
	`target` integer NOT NULL,
	`from` integer NOT NULL,
	`to` integer,
	`reason` text NOT NULL,
	FOREIGN KEY (`target`) REFERENCES `targets`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `gaps_open` ON `gaps` (`target`) WHERE "gaps"."to" is null;--> statement-breakpoint
CREATE INDEX `gaps_target` ON `gaps` (`target`,`from`);--> statement-breakpoint
CREATE INDEX `gaps_end` ON `gaps` (`to`);--> statement-breakpoint
CREATE TABLE `inbox` (
	`source` text NOT NULL,
	`id` integer NOT NULL,
	`body` text NOT NULL,
	`received_at` integer NOT NULL,
	`done_at` integer,
	PRIMARY KEY(`source`, `id`)
);
--> statement-breakpoint
CREATE INDEX `inbox_pending` ON `inbox` (`source`,`id`) WHERE "inbox"."done_at" is null;--> statement-breakpoint
CREATE INDEX `inbox_done` ON `inbox` (`done_at`);--> statement-breakpoint
CREATE TABLE `inbox_offsets` (
	`source` text PRIMARY KEY NOT NULL,
	`offset` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `installation` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL,
	`opened_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `job_runs` (
	`job` text NOT NULL,
	`slot` integer NOT NULL,
	`claimed_at` integer NOT NULL,
	`finished_at` integer,
	`error` text,
	PRIMARY KEY(`job`, `slot`)
);
--> statement-breakpoint
CREATE TABLE `latest_scores` (
	`target` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`score` real,
	`status` text NOT NULL,
	`factors` text NOT NULL,
	`unknown` text NOT NULL,
	FOREIGN KEY (`target`) REFERENCES `targets`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`key` text NOT NULL,
	`channel` text NOT NULL,
	`kind` text NOT NULL,
	`alert` integer,
	`version` integer,
	`body` text,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`due_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`settled_at` integer,
	`remote_id` text,
	`reason` text,
	FOREIGN KEY (`alert`) REFERENCES `alerts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_key_unique` ON `outbox` (`key`);--> statement-breakpoint
CREATE INDEX `outbox_waiting` ON `outbox` (`channel`,`id`) WHERE "outbox"."settled_at" is null;--> statement-breakpoint
CREATE INDEX `outbox_waiting_alert` ON `outbox` (`alert`,`channel`,`id`) WHERE "outbox"."settled_at" is null;--> statement-breakpoint
CREATE INDEX `outbox_state` ON `outbox` (`state`,`settled_at`);--> statement-breakpoint
CREATE TABLE `paired_channels` (
	`name` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`address` text NOT NULL,
	`thread` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `pairing_codes` (
	`hash` text PRIMARY KEY NOT NULL,
	`expires` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `people` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `posted_messages` (
	`alert` integer NOT NULL,
	`channel` text NOT NULL,
	`remote_id` text NOT NULL,
	PRIMARY KEY(`alert`, `channel`),
	FOREIGN KEY (`alert`) REFERENCES `alerts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `round_counts` (
	`target` integer NOT NULL,
	`hour` integer NOT NULL,
	`measured` integer NOT NULL,
	`missed` integer NOT NULL,
	PRIMARY KEY(`target`, `hour`),
	FOREIGN KEY (`target`) REFERENCES `targets`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `round_counts_hour` ON `round_counts` (`hour`);--> statement-breakpoint
CREATE TABLE `rounds_latest` (
	`target` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`ok` integer NOT NULL,
	`took` real NOT NULL,
	`detail` text NOT NULL,
	FOREIGN KEY (`target`) REFERENCES `targets`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `rule_states` (
	`fingerprint` text PRIMARY KEY NOT NULL,
	`rule` text NOT NULL,
	`target` integer NOT NULL,
	`muted_until` integer,
	`muted_alert` integer,
	FOREIGN KEY (`target`) REFERENCES `targets`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `rule_states_target` ON `rule_states` (`target`);--> statement-breakpoint
CREATE TABLE `scores` (
	`id` integer PRIMARY KEY NOT NULL,
	`target` integer NOT NULL,
	`at` integer NOT NULL,
	`score` real,
	`status` text NOT NULL,
	`factors` text NOT NULL,
	`unknown` text NOT NULL,
	FOREIGN KEY (`target`) REFERENCES `targets`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `scores_target` ON `scores` (`target`,`at`);--> statement-breakpoint
CREATE INDEX `scores_at` ON `scores` (`at`);--> statement-breakpoint
CREATE TABLE `settings` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `targets` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`interval` integer NOT NULL,
	`labels` text NOT NULL,
	`preset` text NOT NULL,
	`ssh` text,
	`watched` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `targets_name_unique` ON `targets` (`name`);