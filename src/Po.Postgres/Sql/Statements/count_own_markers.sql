-- Whether the marker of this transaction can be seen, and the isolation that it really has.
SELECT count(*), current_setting('transaction_isolation')
FROM pg_locks AS l
WHERE l.locktype = 'advisory'
  AND l.objsubid = 2
  AND l.classid = '/*schema*/po_records'::regclass
  AND l.pid = pg_backend_pid();
