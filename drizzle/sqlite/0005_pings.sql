CREATE TABLE `check_pings` (
	`check` integer PRIMARY KEY NOT NULL,
	`key` text,
	`pings` text NOT NULL,
	FOREIGN KEY (`check`) REFERENCES `checks`(`id`) ON UPDATE no action ON DELETE no action
);
