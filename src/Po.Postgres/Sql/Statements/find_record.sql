-- The record with an id. $1 uuid message id.
SELECT global_number, number, recorded_at, message_id, stream, message_type, correlation_id, causation_id, headers, data
FROM /*schema*/po_records
WHERE message_id = $1;
