-- $1 text subscription, $2 bigint position that was locked. Compare and delete, see move_position.sql.
WITH deleted AS (
    DELETE FROM /*schema*/po_subscriptions
    WHERE subscription_id = $1
      AND position = $2
    RETURNING 1
)
SELECT 1 / count(*)
FROM deleted;
