-- What is stored about a subscription, and whether anything is parked and to be handed over again; no row if nobody has ever locked it.
-- @subscription_id TEXT
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
    EXISTS (
        SELECT 1
        FROM po_parked
        WHERE po_parked.subscription_id = po_subscriptions.subscription_id),
    EXISTS (
        SELECT 1
        FROM po_parked
        WHERE po_parked.subscription_id = po_subscriptions.subscription_id
            AND is_replay_requested = 1)
FROM po_subscriptions
WHERE subscription_id = @subscription_id;
