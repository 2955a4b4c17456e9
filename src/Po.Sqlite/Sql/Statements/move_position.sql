-- Compare and set: changes one row, or none if the position is no longer what was locked.
-- @position INTEGER, @changed_at INTEGER (microseconds), @subscription_id TEXT, @locked INTEGER
UPDATE po_subscriptions
SET position = @position,
    changed_at = @changed_at
WHERE subscription_id = @subscription_id
    AND position = @locked;
