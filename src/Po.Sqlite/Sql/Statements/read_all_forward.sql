-- Records of the whole store.
-- @from INTEGER (global number, included), @count INTEGER
SELECT
    global_number,
    number,
    stream,
    message_id,
    message_type,
    data,
    headers,
    correlation_id,
    causation_id,
    recorded_at
FROM po_records
WHERE global_number >= @from
ORDER BY global_number
LIMIT @count;
