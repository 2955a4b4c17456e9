-- $1 uuid[] message ids. Returns where those are that are stored.
SELECT message_id, stream, number, global_number
FROM /*schema*/po_records
WHERE message_id = ANY ($1);
