-- What was applied, in order.
SELECT version, name, checksum
FROM po_migrations
ORDER BY version;
