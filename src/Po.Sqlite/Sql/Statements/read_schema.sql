-- The definitions of everything that belongs to Po.
SELECT name, sql
FROM sqlite_schema
WHERE name LIKE 'po\_%' ESCAPE '\'
    AND sql IS NOT NULL;
