-- Removes parked messages of one stream.
-- @subscription_id TEXT, @stream TEXT, @from INTEGER, @to INTEGER (global numbers, included)
DELETE FROM po_parked
WHERE subscription_id = @subscription_id
    AND stream = @stream
    AND global_number BETWEEN @from AND @to;
