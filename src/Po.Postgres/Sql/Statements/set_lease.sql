-- $1 text subscription, whose row this transaction has locked, $2 text owner or NULL, $3 bigint epoch, $4 bigint microseconds: to whom it belongs,
-- from now on.
UPDATE /*schema*/po_subscriptions
SET owner = $2,
    epoch = $3,
    leased_until = clock_timestamp() + $4 * interval '1 microsecond'
WHERE subscription_id = $1;
