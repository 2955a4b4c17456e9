-- Stores the position of a new subscription, so that whoever deletes it while it is locked is noticed.
-- @subscription_id TEXT
INSERT INTO po_subscriptions (subscription_id, position)
VALUES (@subscription_id, 0)
ON CONFLICT (subscription_id) DO NOTHING;
