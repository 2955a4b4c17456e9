-- Records of the whole store with some types.
-- @from INTEGER (global number, included), @types TEXT (JSON array), @count INTEGER
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
    AND (message_type IN (SELECT value FROM json_each(@types))
        OR substr(message_type, 1, instr(message_type, '@')) IN (SELECT value FROM json_each(@types)))
ORDER BY global_number
LIMIT @count;
