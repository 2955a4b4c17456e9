-- Appends nothing, which takes the marker all the same.
INSERT INTO /*schema*/po_records (stream, number, message_type, data)
SELECT stream, number, message_type, data
FROM /*schema*/po_records
WHERE false;
