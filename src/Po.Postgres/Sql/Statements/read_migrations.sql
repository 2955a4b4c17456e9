SELECT version, name, checksum
FROM /*schema*/po_migrations
ORDER BY version;
