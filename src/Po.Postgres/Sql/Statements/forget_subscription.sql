-- $1 text subscription, whose row the transaction holds. As it was when it was inserted: nothing was committed about it. The role of workers may not
-- delete it.
UPDATE /*schema*/po_subscriptions
SET position = 0,
    moved_at = NULL,
    is_paused = false,
    failed_number = 0,
    failed_attempts = 0,
    error = NULL,
    stop_at = NULL,
    owner = NULL,
    epoch = 0,
    leased_until = NULL
WHERE subscription_id = $1;
