CREATE TABLE `metric_definitions` (
	`name` text PRIMARY KEY NOT NULL,
	`said` text NOT NULL,
	`source` text NOT NULL,
	`by_id` text NOT NULL,
	`by_name` text NOT NULL,
	`at` integer NOT NULL
);
