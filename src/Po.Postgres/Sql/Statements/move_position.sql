-- $1 text subscription, $2 bigint position that was locked, $3 bigint new position. Must hit one row: compare and set.
UPDATE /*schema*/po_subscriptions
SET position = $3,
    moved_at = clock_timestamp()
WHERE subscription_id = $1
  AND position = $2;
