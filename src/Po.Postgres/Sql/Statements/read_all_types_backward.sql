-- Backward. $1 bigint first global number, $2 bigint last global number, $3 integer most records, $4 text[] types.
SELECT global_number, number, recorded_at, message_id, stream, message_type, correlation_id, causation_id, headers, data
FROM /*schema*/po_records
WHERE global_number <= least($1::bigint, $2::bigint)
  AND (message_type = ANY ($4) OR left(message_type, strpos(message_type, '@')) = ANY ($4))
ORDER BY global_number DESC
LIMIT $3;
