-- Backward. $1 text stream, $2 bigint first number, $3 bigint last global number, $4 integer most records, $5 text[] types.
SELECT global_number, number, recorded_at, message_id, stream, message_type, correlation_id, causation_id, headers, data
FROM /*schema*/po_records
WHERE (stream, number) <= ($1, $2) AND (stream, number) >= ($1, 0) AND global_number <= $3
  AND (message_type = ANY ($5) OR left(message_type, strpos(message_type, '@')) = ANY ($5))
ORDER BY stream DESC, number DESC
LIMIT $4;
