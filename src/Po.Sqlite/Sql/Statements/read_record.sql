-- One record.
-- @global_number INTEGER
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
WHERE global_number = @global_number;
