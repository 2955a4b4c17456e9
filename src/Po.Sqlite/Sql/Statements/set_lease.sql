-- To whom a subscription belongs, whose lock this process has, and until when.
-- @owner TEXT or NULL, @epoch INTEGER, @leased_until INTEGER (microseconds), @subscription_id TEXT
UPDATE po_subscriptions
SET owner = @owner,
    epoch = @epoch,
    leased_until = @leased_until
WHERE subscription_id = @subscription_id;
