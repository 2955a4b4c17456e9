-- Who holds the horizon back: the transaction with a marker that has been open for the longest time. What others run is visible to
-- pg_read_all_stats only.
SELECT l.pid,
       a.application_name,
       a.usename,
       a.state,
       extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, p.prepared))::double precision AS seconds,
       p.gid
FROM pg_locks AS l
LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid
LEFT JOIN pg_locks AS x ON l.pid IS NULL AND x.virtualtransaction = l.virtualtransaction AND x.locktype = 'transactionid'
LEFT JOIN pg_prepared_xacts AS p ON p.transaction = x.transactionid
WHERE l.locktype = 'advisory'
  AND l.objsubid = 2
  AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
  AND l.classid = '/*schema*/po_records'::regclass
ORDER BY coalesce(a.xact_start, p.prepared) NULLS LAST
LIMIT 1;
