CREATE TABLE `api_error` (
	`workspace_id` text NOT NULL,
	`key` text NOT NULL,
	`run_id` text NOT NULL,
	`occurred_at` integer NOT NULL,
	`kind` text NOT NULL,
	`status` integer,
	`model` text,
	`request_id` text,
	`attempt` integer,
	`max_attempts` integer,
	`retry_in_ms` integer,
	`source` text NOT NULL,
	PRIMARY KEY(`workspace_id`, `key`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `api_error_run` ON `api_error` (`workspace_id`,`run_id`,`occurred_at`);--> statement-breakpoint
ALTER TABLE `tool_call` ADD `verb` text;--> statement-breakpoint
ALTER TABLE `tool_call` ADD `error_kind` text;--> statement-breakpoint
ALTER TABLE `tool_call` ADD `exit_code` integer;--> statement-breakpoint
ALTER TABLE `tool_call` ADD `destructive` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `tool_call` ADD `is_subagent` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `tool_call` ADD `source` text DEFAULT 'log' NOT NULL;