-- $1 text subscription. Waits until nobody else holds it; lock_position.sql, in a statement of its own, sees it as it is then.
SELECT
FROM /*schema*/po_subscriptions
WHERE subscription_id = $1
FOR UPDATE;
