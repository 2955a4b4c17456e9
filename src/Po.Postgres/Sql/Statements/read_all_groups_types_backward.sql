-- Backward, several groups and some types. $1 bigint first global number, $2 bigint last global number, $3 integer most records, $4 text[] groups, $5 text[] types.
-- First where they are, of each group along its index, then the records themselves along the primary key.
SELECT global_number, number, recorded_at, message_id, stream, message_type, correlation_id, causation_id, headers, data
FROM /*schema*/po_records
WHERE global_number = ANY (ARRAY(
    SELECT n.global_number
    FROM (SELECT DISTINCT unnest($4::text[]) COLLATE "C" AS name) AS g
    CROSS JOIN LATERAL (
        SELECT r.global_number
        FROM /*schema*/po_records AS r
        WHERE (r.stream_group, r.global_number) <= (g.name, least($1::bigint, $2::bigint)) AND (r.stream_group, r.global_number) >= (g.name, 0)
          AND (r.message_type = ANY ($5) OR left(r.message_type, strpos(r.message_type, '@')) = ANY ($5))
        ORDER BY r.stream_group DESC, r.global_number DESC
        LIMIT $3
    ) AS n
    ORDER BY n.global_number DESC
    LIMIT $3))
ORDER BY global_number DESC
LIMIT $3;
