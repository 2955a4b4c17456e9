-- Removes parked messages of a subscription.
-- @subscription_id TEXT, @from INTEGER, @to INTEGER (global numbers, included)
DELETE FROM po_parked
WHERE subscription_id = @subscription_id
    AND global_number BETWEEN @from AND @to;
