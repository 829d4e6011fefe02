CREATE TABLE `vibe_rates` (
	`workspace_id` text NOT NULL,
	`revision` integer NOT NULL,
	`created_at` integer NOT NULL,
	`person_id` text NOT NULL,
	`rates` text NOT NULL,
	PRIMARY KEY(`workspace_id`, `revision`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `session_report` (
	`workspace_id` text NOT NULL,
	`dev_session_id` text NOT NULL,
	`revision` integer NOT NULL,
	`made_from` text NOT NULL,
	`created_at` integer NOT NULL,
	`report` text NOT NULL,
	`markdown` text NOT NULL,
	PRIMARY KEY(`workspace_id`, `dev_session_id`)
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `dev_session` ADD `estimate_vibe` integer;