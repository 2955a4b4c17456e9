-- Removes all parked messages of a subscription.
-- @subscription_id TEXT
DELETE FROM po_parked
WHERE subscription_id = @subscription_id;
