-- Who holds the horizon back: the transactions with markers, the oldest first. What others run is visible to pg_read_all_stats only.
SELECT l.pid,
       a.application_name,
       a.usename,
       a.state,
       extract(epoch FROM clock_timestamp() - a.xact_start)::double precision AS seconds,
       p.gid
FROM pg_locks AS l
LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid
LEFT JOIN pg_prepared_xacts AS p ON l.pid IS NULL AND l.virtualtransaction = '-1/' || p.transaction
WHERE l.locktype = 'advisory'
  AND l.objsubid = 2
  AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
  AND l.classid = '/*schema*/po_records'::regclass
ORDER BY a.xact_start NULLS FIRST
LIMIT 1;
