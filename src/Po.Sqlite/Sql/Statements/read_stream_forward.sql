-- Records of exactly one stream.
-- @stream TEXT, @from INTEGER (number, included), @count INTEGER
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
WHERE stream = @stream
    AND number >= @from
ORDER BY number
LIMIT @count;
