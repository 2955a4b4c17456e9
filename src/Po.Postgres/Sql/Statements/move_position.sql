-- $1 text subscription, $2 bigint position that was locked, $3 bigint new position. Compare and set: where it hits no row, the division
-- by zero fails the transaction, so that a COMMIT can be sent right behind.
WITH moved AS (
    UPDATE /*schema*/po_subscriptions
    SET position = $3,
        moved_at = clock_timestamp()
    WHERE subscription_id = $1
      AND position = $2
    RETURNING 1
)
SELECT 1 / count(*)
FROM moved;
