-- Appends one record; the database gives it the next global number.
-- @stream TEXT, @stream_group TEXT, @number INTEGER, @message_id BLOB, @message_type TEXT, @data BLOB, @headers BLOB or NULL,
-- @correlation_id TEXT or NULL, @causation_id TEXT or NULL, @recorded_at INTEGER (microseconds)
INSERT INTO po_records (
    stream,
    stream_group,
    number,
    message_id,
    message_type,
    data,
    headers,
    correlation_id,
    causation_id,
    recorded_at
)
VALUES (
    @stream,
    @stream_group,
    @number,
    @message_id,
    @message_type,
    @data,
    @headers,
    @correlation_id,
    @causation_id,
    @recorded_at
);
