CREATE TABLE `person_wishes` (
	`person` text PRIMARY KEY NOT NULL,
	`wishes` text NOT NULL,
	`by_id` text NOT NULL,
	`by_name` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `rota_overrides` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`rota` text NOT NULL,
	`person` text NOT NULL,
	`from` integer NOT NULL,
	`to` integer NOT NULL,
	`by_id` text NOT NULL,
	`by_name` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `rota_overrides_to` ON `rota_overrides` (`to`);