-- Removes a position: the subscription replays from the start.
-- @subscription_id TEXT
DELETE FROM po_subscriptions
WHERE subscription_id = @subscription_id;
