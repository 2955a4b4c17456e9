-- Compare and set: changes one row, or none if the position is no longer what was locked.
-- @position INTEGER, @subscription_id TEXT, @locked INTEGER
UPDATE po_subscriptions
SET position = @position
WHERE subscription_id = @subscription_id
    AND position = @locked;
