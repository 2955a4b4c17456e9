-- As move_position, and sets the status.
-- @position INTEGER, @changed_at INTEGER (microseconds), @is_paused INTEGER, @failed_number INTEGER, @failed_attempts INTEGER, @error TEXT,
-- @stop_at INTEGER or NULL, @subscription_id TEXT, @locked INTEGER
UPDATE po_subscriptions
SET position = @position,
    changed_at = @changed_at,
    is_paused = @is_paused,
    failed_number = @failed_number,
    failed_attempts = @failed_attempts,
    error = @error,
    stop_at = @stop_at
WHERE subscription_id = @subscription_id
    AND position = @locked;
