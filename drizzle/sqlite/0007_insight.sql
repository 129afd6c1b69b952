CREATE TABLE `alert_causes` (
	`alert_id` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`body` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `forecasts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`made_at` integer NOT NULL,
	`target_id` integer NOT NULL,
	`metric` text NOT NULL,
	`labels` text NOT NULL,
	`method` text NOT NULL,
	`due_at` integer NOT NULL,
	`expected` real NOT NULL,
	`low` real NOT NULL,
	`high` real NOT NULL,
	`actual` real,
	`settled_at` integer
);
--> statement-breakpoint
CREATE INDEX `forecasts_due` ON `forecasts` (`settled_at`,`due_at`);--> statement-breakpoint
CREATE INDEX `forecasts_series` ON `forecasts` (`target_id`,`metric`,`made_at`);--> statement-breakpoint
CREATE TABLE `marks` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`target_id` integer,
	`kind` text NOT NULL,
	`text` text NOT NULL,
	`url` text,
	`key` text,
	`by_id` text NOT NULL,
	`by_name` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `marks_key_unique` ON `marks` (`key`);--> statement-breakpoint
CREATE INDEX `marks_at` ON `marks` (`at`);