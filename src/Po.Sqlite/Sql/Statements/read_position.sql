-- The position of a subscription; no row if none is stored.
-- @subscription_id TEXT
SELECT position
FROM po_subscriptions
WHERE subscription_id = @subscription_id;
