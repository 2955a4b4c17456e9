-- Records of exactly one stream, from its end with some types.
-- @stream TEXT, @from INTEGER (number, included), @types TEXT (JSON array), @count INTEGER
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
    AND number <= @from
    AND (message_type IN (SELECT value FROM json_each(@types))
        OR substr(message_type, 1, instr(message_type, '@')) IN (SELECT value FROM json_each(@types)))
ORDER BY number DESC
LIMIT @count;
