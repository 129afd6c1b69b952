CREATE TABLE `action_runs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`target` integer NOT NULL,
	`action` text NOT NULL,
	`deed` text NOT NULL,
	`mode` text NOT NULL,
	`state` text NOT NULL,
	`by_id` text NOT NULL,
	`by_name` text NOT NULL,
	`asked_by_id` text,
	`asked_by_name` text,
	`at` integer NOT NULL,
	`expires` integer,
	`alert` integer,
	`token` text,
	`code` integer,
	`took` real,
	`output` text NOT NULL,
	`detail` text NOT NULL,
	FOREIGN KEY (`target`) REFERENCES `targets`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`alert`) REFERENCES `alerts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `action_runs_token_unique` ON `action_runs` (`token`);--> statement-breakpoint
CREATE INDEX `action_runs_target` ON `action_runs` (`target`,`action`,`at`);