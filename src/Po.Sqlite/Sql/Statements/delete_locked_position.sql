-- Removes a position: one row, or none if the position is no longer what was locked.
-- @subscription_id TEXT, @locked INTEGER
DELETE FROM po_subscriptions
WHERE subscription_id = @subscription_id
    AND position = @locked;
