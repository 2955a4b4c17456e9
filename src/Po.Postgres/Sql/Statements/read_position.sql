-- $1 text subscription.
SELECT position
FROM /*schema*/po_subscriptions
WHERE subscription_id = $1;
