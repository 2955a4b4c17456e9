-- $1 text subscription. FOR UPDATE on a row that is not there locks nothing, so it is inserted first.
INSERT INTO /*schema*/po_subscriptions (subscription_id)
VALUES ($1)
ON CONFLICT ON CONSTRAINT po_subscriptions_pkey DO NOTHING;
