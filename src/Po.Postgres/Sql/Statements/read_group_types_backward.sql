-- Backward. $1 text group, $2 bigint first global number, $3 bigint last global number, $4 integer most records, $5 text[] types.
SELECT global_number, number, recorded_at, message_id, stream, message_type, correlation_id, causation_id, headers, data
FROM /*schema*/po_records
WHERE (stream_group, global_number) <= ($1, least($2::bigint, $3::bigint)) AND (stream_group, global_number) >= ($1, 0)
  AND (message_type = ANY ($5) OR left(message_type, strpos(message_type, '@')) = ANY ($5))
ORDER BY stream_group DESC, global_number DESC
LIMIT $4;
