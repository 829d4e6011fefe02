DROP INDEX `dev_session_open`;--> statement-breakpoint
CREATE INDEX `dev_session_open` ON `dev_session` (`workspace_id`) WHERE status IN ('active', 'paused');