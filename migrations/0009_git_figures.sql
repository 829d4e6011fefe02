CREATE TABLE `run_git` (
	`workspace_id` text NOT NULL,
	`run_id` text NOT NULL,
	`repository` text NOT NULL,
	`observed_at` integer NOT NULL,
	`branch` text,
	`start_commit` text,
	`start_is` text,
	`end_commit` text,
	`history` text NOT NULL,
	`is_shallow` integer NOT NULL,
	`commit_count` integer,
	`commits` text NOT NULL,
	`diff` text,
	`uncommitted` text,
	`links` text NOT NULL,
	PRIMARY KEY(`workspace_id`, `run_id`, `repository`)
) WITHOUT ROWID;
