-- Wraps a statement that reads a page: the page ends with the record that brings the data to /*bytes*/ bytes.
SELECT global_number, number, recorded_at, message_id, stream, message_type, correlation_id, causation_id, headers, data
FROM (
    SELECT p.*, sum(octet_length(p.data)) OVER (ROWS UNBOUNDED PRECEDING) - octet_length(p.data) AS bytes_before
    FROM (
        /*page*/
    ) AS p
) AS q
WHERE bytes_before < /*bytes*/;
