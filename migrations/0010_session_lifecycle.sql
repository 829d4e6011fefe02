CREATE TABLE `dev_session_task` (
	`workspace_id` text NOT NULL,
	`dev_session_id` text NOT NULL,
	`task_key` text NOT NULL,
	`relationship` text NOT NULL,
	`person_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `dev_session_id`, `task_key`, `relationship`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `dev_session_task_key` ON `dev_session_task` (`workspace_id`,`task_key`);--> statement-breakpoint
CREATE TABLE `lifecycle` (
	`workspace_id` text PRIMARY KEY NOT NULL,
	`revision` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `session_elsewhere` (
	`workspace_id` text NOT NULL,
	`home_session_id` text NOT NULL,
	`dev_session_id` text NOT NULL,
	PRIMARY KEY(`workspace_id`, `home_session_id`, `dev_session_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `session_elsewhere_session` ON `session_elsewhere` (`workspace_id`,`dev_session_id`);--> statement-breakpoint
CREATE TABLE `session_move` (
	`workspace_id` text NOT NULL,
	`dev_session_id` text NOT NULL,
	`cursor_at` integer NOT NULL,
	`cursor_key` text DEFAULT '' NOT NULL,
	`to_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `dev_session_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `session_note` (
	`workspace_id` text NOT NULL,
	`dev_session_id` text NOT NULL,
	`summary` text,
	`key_changes` text NOT NULL,
	`next_steps` text NOT NULL,
	PRIMARY KEY(`workspace_id`, `dev_session_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `session_stretch` (
	`workspace_id` text NOT NULL,
	`dev_session_id` text NOT NULL,
	`nth` integer NOT NULL,
	`person_id` text NOT NULL,
	`project_id` text NOT NULL,
	`from_at` integer NOT NULL,
	`to_at` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `dev_session_id`, `nth`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `session_stretch_time` ON `session_stretch` (`workspace_id`,`person_id`,`to_at`);--> statement-breakpoint
DROP INDEX `dev_session_duration`;--> statement-breakpoint
ALTER TABLE `dev_session` ADD `type_is_own` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `dev_session` ADD `worked_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `dev_session` ADD `running_since` integer;--> statement-breakpoint
CREATE INDEX `dev_session_duration` ON `dev_session` (`workspace_id`,(CASE WHEN "origin" = 'auto' THEN "last_activity_at" - "started_at"
    WHEN "running_since" < "last_activity_at" THEN "worked_ms" + "last_activity_at" - "running_since"
    ELSE "worked_ms" END),`id`) WHERE status IN ('completed', 'cancelled');--> statement-breakpoint
ALTER TABLE `run` ADD `is_split_off` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `dev_session_manual_span` ON `dev_session` (`workspace_id`,("last_activity_at" - "started_at")) WHERE origin = 'manual' AND status IN ('completed', 'cancelled');
