-- What was done to one subscription, the newest first.
-- @subscription_id TEXT, @before INTEGER (number, not included), @count INTEGER
SELECT
    number,
    acted_at,
    subscription_id,
    action,
    actor,
    detail
FROM po_audit
WHERE subscription_id = @subscription_id
    AND number < @before
ORDER BY number DESC
LIMIT @count;
