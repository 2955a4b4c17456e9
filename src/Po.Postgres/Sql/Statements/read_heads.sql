-- $1 text[] streams. Returns the last number of each, in the order given; 0 for an empty stream.
SELECT coalesce((
           SELECT r.number
           FROM /*schema*/po_records AS r
           WHERE r.stream = s.stream
           ORDER BY r.number DESC
           LIMIT 1), 0)
FROM (SELECT unnest($1::text[]) AS stream) AS s;
