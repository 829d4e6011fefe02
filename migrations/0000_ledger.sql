CREATE TABLE `api_token` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`person_id` text NOT NULL,
	`machine_id` text NOT NULL,
	`hash` text NOT NULL,
	`scopes` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_token_hash` ON `api_token` (`hash`);--> statement-breakpoint
CREATE INDEX `api_token_machine` ON `api_token` (`machine_id`);--> statement-breakpoint
CREATE TABLE `dev_session` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`title` text NOT NULL,
	`title_is_own` integer DEFAULT false NOT NULL,
	`type` text NOT NULL,
	`status` text NOT NULL,
	`origin` text NOT NULL,
	`runtime` text NOT NULL,
	`root_run_id` text,
	`project_id` text DEFAULT '' NOT NULL,
	`person_id` text NOT NULL,
	`branch` text,
	`head_commit` text,
	`last_model` text,
	`started_at` integer NOT NULL,
	`ended_at` integer,
	`last_activity_at` integer NOT NULL,
	`revision` integer DEFAULT 1 NOT NULL,
	`input` integer DEFAULT 0 NOT NULL,
	`output` integer DEFAULT 0 NOT NULL,
	`cache_read` integer DEFAULT 0 NOT NULL,
	`cache_write_5m` integer DEFAULT 0 NOT NULL,
	`cache_write_1h` integer DEFAULT 0 NOT NULL,
	`reasoning` integer DEFAULT 0 NOT NULL,
	`web_searches` integer DEFAULT 0 NOT NULL,
	`events` integer DEFAULT 0 NOT NULL,
	`lower_bound_events` integer DEFAULT 0 NOT NULL,
	`unpriced_events` integer DEFAULT 0 NOT NULL,
	`auxiliary_tokens` integer DEFAULT 0 NOT NULL,
	`cost_nano_usd` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE INDEX `dev_session_started` ON `dev_session` (`workspace_id`,`started_at`);--> statement-breakpoint
CREATE INDEX `dev_session_open` ON `dev_session` (`workspace_id`,`last_activity_at`) WHERE status IN ('active', 'paused');--> statement-breakpoint
CREATE TABLE `device_grant` (
	`user_code` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`person_id` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `machine` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`person_id` text NOT NULL,
	`machine_key` text NOT NULL,
	`name` text NOT NULL,
	`platform` text NOT NULL,
	`reporter_version` text,
	`created_at` integer NOT NULL,
	`last_upload_at` integer,
	`skipped_lines` integer DEFAULT 0 NOT NULL,
	`skipped_files` integer DEFAULT 0 NOT NULL,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `machine_key` ON `machine` (`workspace_id`,`person_id`,`machine_key`);--> statement-breakpoint
CREATE TABLE `project` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`key` text NOT NULL,
	`name` text NOT NULL,
	`slug` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `project_key` ON `project` (`workspace_id`,`key`);--> statement-breakpoint
CREATE UNIQUE INDEX `project_slug` ON `project` (`workspace_id`,`slug`);--> statement-breakpoint
CREATE TABLE `run` (
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`runtime` text NOT NULL,
	`root_run_id` text NOT NULL,
	`parent_run_id` text,
	`dev_session_id` text NOT NULL,
	`project_id` text DEFAULT '' NOT NULL,
	`person_id` text NOT NULL,
	`machine_id` text NOT NULL,
	`started_at` integer NOT NULL,
	`version` text,
	`title` text,
	`branch` text,
	`head_commit` text,
	`agent_type` text,
	PRIMARY KEY(`workspace_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `run_dev_session` ON `run` (`workspace_id`,`dev_session_id`);--> statement-breakpoint
CREATE TABLE `tool_call` (
	`workspace_id` text NOT NULL,
	`run_id` text NOT NULL,
	`key` text NOT NULL,
	`name` text NOT NULL,
	`started_at` integer NOT NULL,
	`duration_ms` integer,
	`outcome` text NOT NULL,
	PRIMARY KEY(`workspace_id`, `run_id`, `key`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `usage_event` (
	`workspace_id` text NOT NULL,
	`key` text NOT NULL,
	`revision` integer DEFAULT 1 NOT NULL,
	`runtime` text NOT NULL,
	`run_id` text NOT NULL,
	`dev_session_id` text NOT NULL,
	`project_id` text DEFAULT '' NOT NULL,
	`person_id` text NOT NULL,
	`machine_id` text NOT NULL,
	`task_id` text DEFAULT '' NOT NULL,
	`occurred_at` integer NOT NULL,
	`model` text DEFAULT '' NOT NULL,
	`input` integer DEFAULT 0 NOT NULL,
	`output` integer DEFAULT 0 NOT NULL,
	`cache_read` integer DEFAULT 0 NOT NULL,
	`cache_write_5m` integer DEFAULT 0 NOT NULL,
	`cache_write_1h` integer DEFAULT 0 NOT NULL,
	`reasoning` integer DEFAULT 0 NOT NULL,
	`web_searches` integer DEFAULT 0 NOT NULL,
	`service_tier` text,
	`speed` text,
	`geo` text,
	`request_id` text,
	`source` text NOT NULL,
	`is_subagent` integer NOT NULL,
	`lower_bound` integer NOT NULL,
	`auxiliary` integer NOT NULL,
	`provisional` integer NOT NULL,
	`credit_rank` integer NOT NULL,
	`credit_began_at` integer NOT NULL,
	`vendor_cost_nano_usd` integer,
	`cost_nano_usd` integer,
	`price_version` text,
	PRIMARY KEY(`workspace_id`, `key`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `usage_event_session` ON `usage_event` (`workspace_id`,`dev_session_id`,`occurred_at`);--> statement-breakpoint
CREATE TABLE `usage_hour` (
	`workspace_id` text NOT NULL,
	`hour_at` integer NOT NULL,
	`project_id` text NOT NULL,
	`person_id` text NOT NULL,
	`runtime` text NOT NULL,
	`model` text NOT NULL,
	`input` integer DEFAULT 0 NOT NULL,
	`output` integer DEFAULT 0 NOT NULL,
	`cache_read` integer DEFAULT 0 NOT NULL,
	`cache_write_5m` integer DEFAULT 0 NOT NULL,
	`cache_write_1h` integer DEFAULT 0 NOT NULL,
	`reasoning` integer DEFAULT 0 NOT NULL,
	`web_searches` integer DEFAULT 0 NOT NULL,
	`events` integer DEFAULT 0 NOT NULL,
	`lower_bound_events` integer DEFAULT 0 NOT NULL,
	`unpriced_events` integer DEFAULT 0 NOT NULL,
	`auxiliary_tokens` integer DEFAULT 0 NOT NULL,
	`cost_nano_usd` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`workspace_id`, `hour_at`, `project_id`, `person_id`, `runtime`, `model`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `usage_rollup` (
	`workspace_id` text NOT NULL,
	`dev_session_id` text NOT NULL,
	`hour_at` integer NOT NULL,
	`run_id` text NOT NULL,
	`model` text NOT NULL,
	`task_id` text NOT NULL,
	`project_id` text NOT NULL,
	`person_id` text NOT NULL,
	`runtime` text NOT NULL,
	`input` integer DEFAULT 0 NOT NULL,
	`output` integer DEFAULT 0 NOT NULL,
	`cache_read` integer DEFAULT 0 NOT NULL,
	`cache_write_5m` integer DEFAULT 0 NOT NULL,
	`cache_write_1h` integer DEFAULT 0 NOT NULL,
	`reasoning` integer DEFAULT 0 NOT NULL,
	`web_searches` integer DEFAULT 0 NOT NULL,
	`events` integer DEFAULT 0 NOT NULL,
	`lower_bound_events` integer DEFAULT 0 NOT NULL,
	`unpriced_events` integer DEFAULT 0 NOT NULL,
	`auxiliary_tokens` integer DEFAULT 0 NOT NULL,
	`cost_nano_usd` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`workspace_id`, `dev_session_id`, `hour_at`, `run_id`, `model`, `task_id`, `project_id`, `person_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `workspace_setting` (
	`workspace_id` text PRIMARY KEY NOT NULL,
	`timezone` text DEFAULT 'UTC' NOT NULL
);
--> statement-breakpoint
CREATE TABLE `auth_account` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`provider_id` text NOT NULL,
	`user_id` text NOT NULL,
	`access_token` text,
	`refresh_token` text,
	`id_token` text,
	`access_token_expires_at` integer,
	`refresh_token_expires_at` integer,
	`scope` text,
	`password` text,
	`created_at` integer DEFAULT (cast(unixepoch('subsecond') * 1000 as integer)) NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `auth_user`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `auth_account_userId_idx` ON `auth_account` (`user_id`);--> statement-breakpoint
CREATE TABLE `auth_device_code` (
	`id` text PRIMARY KEY NOT NULL,
	`device_code` text NOT NULL,
	`user_code` text NOT NULL,
	`user_id` text,
	`expires_at` integer NOT NULL,
	`status` text NOT NULL,
	`last_polled_at` integer,
	`polling_interval` integer,
	`client_id` text,
	`scope` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `auth_device_code_deviceCode_uidx` ON `auth_device_code` (`device_code`);--> statement-breakpoint
CREATE UNIQUE INDEX `auth_device_code_userCode_uidx` ON `auth_device_code` (`user_code`);--> statement-breakpoint
CREATE TABLE `auth_invitation` (
	`id` text PRIMARY KEY NOT NULL,
	`organization_id` text NOT NULL,
	`email` text NOT NULL,
	`role` text,
	`status` text DEFAULT 'pending' NOT NULL,
	`expires_at` integer NOT NULL,
	`created_at` integer DEFAULT (cast(unixepoch('subsecond') * 1000 as integer)) NOT NULL,
	`inviter_id` text NOT NULL,
	FOREIGN KEY (`organization_id`) REFERENCES `auth_organization`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`inviter_id`) REFERENCES `auth_user`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `auth_invitation_organizationId_idx` ON `auth_invitation` (`organization_id`);--> statement-breakpoint
CREATE INDEX `auth_invitation_email_idx` ON `auth_invitation` (`email`);--> statement-breakpoint
CREATE TABLE `auth_member` (
	`id` text PRIMARY KEY NOT NULL,
	`organization_id` text NOT NULL,
	`user_id` text NOT NULL,
	`role` text DEFAULT 'member' NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`organization_id`) REFERENCES `auth_organization`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `auth_user`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `auth_member_organizationId_idx` ON `auth_member` (`organization_id`);--> statement-breakpoint
CREATE INDEX `auth_member_userId_idx` ON `auth_member` (`user_id`);--> statement-breakpoint
CREATE TABLE `auth_organization` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`slug` text NOT NULL,
	`logo` text,
	`created_at` integer NOT NULL,
	`metadata` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `auth_organization_slug_unique` ON `auth_organization` (`slug`);--> statement-breakpoint
CREATE TABLE `auth_rate_limit` (
	`id` text PRIMARY KEY NOT NULL,
	`key` text NOT NULL,
	`count` integer NOT NULL,
	`last_request` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `auth_rate_limit_key_unique` ON `auth_rate_limit` (`key`);--> statement-breakpoint
CREATE TABLE `auth_session` (
	`id` text PRIMARY KEY NOT NULL,
	`expires_at` integer NOT NULL,
	`token` text NOT NULL,
	`created_at` integer DEFAULT (cast(unixepoch('subsecond') * 1000 as integer)) NOT NULL,
	`updated_at` integer NOT NULL,
	`ip_address` text,
	`user_agent` text,
	`user_id` text NOT NULL,
	`active_organization_id` text,
	FOREIGN KEY (`user_id`) REFERENCES `auth_user`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `auth_session_token_unique` ON `auth_session` (`token`);--> statement-breakpoint
CREATE INDEX `auth_session_userId_idx` ON `auth_session` (`user_id`);--> statement-breakpoint
CREATE TABLE `auth_user` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`email` text NOT NULL,
	`email_verified` integer DEFAULT false NOT NULL,
	`image` text,
	`created_at` integer DEFAULT (cast(unixepoch('subsecond') * 1000 as integer)) NOT NULL,
	`updated_at` integer DEFAULT (cast(unixepoch('subsecond') * 1000 as integer)) NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `auth_user_email_unique` ON `auth_user` (`email`);--> statement-breakpoint
CREATE TABLE `auth_verification` (
	`id` text PRIMARY KEY NOT NULL,
	`identifier` text NOT NULL,
	`value` text NOT NULL,
	`expires_at` integer NOT NULL,
	`created_at` integer DEFAULT (cast(unixepoch('subsecond') * 1000 as integer)) NOT NULL,
	`updated_at` integer DEFAULT (cast(unixepoch('subsecond') * 1000 as integer)) NOT NULL
);
--> statement-breakpoint
CREATE INDEX `auth_verification_identifier_idx` ON `auth_verification` (`identifier`);