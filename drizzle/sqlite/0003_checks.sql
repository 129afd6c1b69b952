CREATE TABLE `check_changes` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`check` integer NOT NULL,
	`at` integer NOT NULL,
	`status` text NOT NULL,
	`reason` text NOT NULL,
	FOREIGN KEY (`check`) REFERENCES `checks`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `check_changes_by_time` ON `check_changes` (`check`,`at`);--> statement-breakpoint
CREATE TABLE `checks` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `checks_name_unique` ON `checks` (`name`);