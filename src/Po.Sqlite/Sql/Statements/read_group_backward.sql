-- Records of all streams of a group, from the end.
-- @stream_group TEXT, @from INTEGER (global number, included), @count INTEGER
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
WHERE stream_group = @stream_group
    AND global_number <= @from
ORDER BY global_number DESC
LIMIT @count;
