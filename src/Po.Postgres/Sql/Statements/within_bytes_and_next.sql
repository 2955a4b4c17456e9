-- As within_bytes.sql, with one record more if there is one: it tells that the page is not the last one.
SELECT global_number, number, recorded_at, message_id, stream, message_type, correlation_id, causation_id, headers, data
FROM (
    SELECT p.*, coalesce(sum(octet_length(p.data)) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING), 0) AS bytes_before_last
    FROM (
        /*page*/
    ) AS p
) AS q
WHERE bytes_before_last < /*bytes*/;
