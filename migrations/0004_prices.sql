CREATE TABLE `price_book` (
	`workspace_id` text NOT NULL,
	`revision` integer NOT NULL,
	`created_at` integer NOT NULL,
	`person_id` text NOT NULL,
	`aliases` text NOT NULL,
	`overrides` text NOT NULL,
	PRIMARY KEY(`workspace_id`, `revision`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `repricing` (
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`mode` text NOT NULL,
	`status` text NOT NULL,
	`book_revision` integer NOT NULL,
	`table_version` text NOT NULL,
	`cursor` text DEFAULT '' NOT NULL,
	`person_id` text NOT NULL,
	`started_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`finished_at` integer,
	`events_total` integer NOT NULL,
	`events_seen` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`workspace_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `repricing_started` ON `repricing` (`workspace_id`,`started_at`);--> statement-breakpoint
CREATE TABLE `repricing_model` (
	`workspace_id` text NOT NULL,
	`repricing_id` text NOT NULL,
	`model` text NOT NULL,
	`changed_events` integer NOT NULL,
	`before_nano_usd` integer NOT NULL,
	`after_nano_usd` integer NOT NULL,
	`unpriced_before` integer NOT NULL,
	`unpriced_after` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `repricing_id`, `model`)
) WITHOUT ROWID;
