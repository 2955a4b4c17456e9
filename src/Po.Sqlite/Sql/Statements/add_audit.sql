-- Notes what was done to a subscription.
-- @acted_at INTEGER (microseconds), @subscription_id TEXT, @action INTEGER, @actor TEXT, @detail TEXT
INSERT INTO po_audit (acted_at, subscription_id, action, actor, detail)
VALUES (@acted_at, @subscription_id, @action, @actor, @detail);
