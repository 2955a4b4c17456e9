-- As move_position.sql, and sets the status. $1 text subscription, $2 bigint position that was locked, $3 bigint new position,
-- $4 boolean paused, $5 bigint number that fails, $6 integer attempts, $7 text error or NULL, $8 bigint number to stop at or NULL.
WITH moved AS (
    UPDATE /*schema*/po_subscriptions
    SET position = $3,
        moved_at = clock_timestamp(),
        is_paused = $4,
        failed_number = $5,
        failed_attempts = $6,
        error = $7,
        stop_at = $8
    WHERE subscription_id = $1
      AND position = $2
    RETURNING 1
)
SELECT 1 / count(*)
FROM moved;
