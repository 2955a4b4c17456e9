-- $1 text subscription. Waits for a transaction that holds it.
DELETE FROM /*schema*/po_subscriptions
WHERE subscription_id = $1;
