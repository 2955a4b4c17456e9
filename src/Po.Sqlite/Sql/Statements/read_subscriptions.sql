-- What is stored about every subscription, with the number of its parked messages.
SELECT
    position,
    changed_at,
    is_paused,
    failed_number,
    failed_attempts,
    error,
    stop_at,
    owner,
    epoch,
    leased_until,
    (
        SELECT count(*)
        FROM po_parked
        WHERE po_parked.subscription_id = po_subscriptions.subscription_id),
    EXISTS (
        SELECT 1
        FROM po_parked
        WHERE po_parked.subscription_id = po_subscriptions.subscription_id
            AND is_replay_requested = 1),
    subscription_id
FROM po_subscriptions
WHERE changed_at IS NOT NULL
    OR position > 0;
