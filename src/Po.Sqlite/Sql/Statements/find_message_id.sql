-- Where a message id is stored.
-- @message_id BLOB
SELECT stream, number, global_number
FROM po_records
WHERE message_id = @message_id;
