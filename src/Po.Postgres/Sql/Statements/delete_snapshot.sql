-- $1 text stream, $2 text name.
DELETE FROM /*schema*/po_snapshots
WHERE stream = $1
  AND name = $2;
