-- What was done to all subscriptions, the newest first.
-- @before INTEGER (number, not included), @count INTEGER
SELECT
    number,
    acted_at,
    subscription_id,
    action,
    actor,
    detail
FROM po_audit
WHERE number < @before
ORDER BY number DESC
LIMIT @count;
