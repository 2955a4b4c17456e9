-- $1 text stream, $2 text name.
SELECT number, global_number, shape, data
FROM /*schema*/po_snapshots
WHERE stream = $1
  AND name = $2;
