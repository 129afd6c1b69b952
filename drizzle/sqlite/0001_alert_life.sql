CREATE TABLE `holds` (
	`alert` integer NOT NULL,
	`channel` text NOT NULL,
	`why` text NOT NULL,
	`detail` text NOT NULL,
	`until` integer,
	`silence` integer,
	`at` integer NOT NULL,
	PRIMARY KEY(`alert`, `channel`),
	FOREIGN KEY (`alert`) REFERENCES `alerts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`silence`) REFERENCES `silences`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `maintenance` (
	`name` text PRIMARY KEY NOT NULL,
	`at` text NOT NULL,
	`zone` text NOT NULL,
	`duration` integer NOT NULL,
	`matcher` text NOT NULL,
	`by_id` text NOT NULL,
	`by_name` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `rule_switches` (
	`rule` text PRIMARY KEY NOT NULL,
	`by_id` text NOT NULL,
	`by_name` text NOT NULL,
	`at` integer NOT NULL,
	`reason` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `silence_hits` (
	`silence` integer NOT NULL,
	`alert` integer NOT NULL,
	PRIMARY KEY(`silence`, `alert`),
	FOREIGN KEY (`silence`) REFERENCES `silences`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`alert`) REFERENCES `alerts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `silences` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`matcher` text NOT NULL,
	`by_id` text NOT NULL,
	`by_name` text NOT NULL,
	`reason` text NOT NULL,
	`created_at` integer NOT NULL,
	`ends_at` integer,
	`ended_at` integer,
	`ended_by_id` text,
	`ended_by_name` text
);
--> statement-breakpoint
CREATE INDEX `silences_active` ON `silences` (`id`) WHERE "silences"."ended_at" is null;--> statement-breakpoint
ALTER TABLE `alert_events` ADD `channel` text;--> statement-breakpoint
ALTER TABLE `alerts` ADD `type` text DEFAULT 'custom' NOT NULL;--> statement-breakpoint
ALTER TABLE `alerts` ADD `lead` integer;--> statement-breakpoint
ALTER TABLE `alerts` ADD `cleared_at` integer;--> statement-breakpoint
ALTER TABLE `alerts` ADD `life` text;--> statement-breakpoint
CREATE INDEX `alerts_lead` ON `alerts` (`lead`) WHERE "alerts"."lead" is not null;--> statement-breakpoint
ALTER TABLE `outbox` ADD `silent` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `outbox` ADD `first_due_at` integer;--> statement-breakpoint
ALTER TABLE `outbox` ADD `claimed_after` integer;--> statement-breakpoint
CREATE INDEX `outbox_channel` ON `outbox` (`channel`,`created_at`);--> statement-breakpoint
CREATE INDEX `outbox_alert` ON `outbox` (`alert`,`id`);--> statement-breakpoint
ALTER TABLE `posted_messages` ADD `posted_at` integer;--> statement-breakpoint
ALTER TABLE `posted_messages` ADD `covers` integer;--> statement-breakpoint
ALTER TABLE `targets` ADD `parent` text;