// Appends with Emmett: node emmett.mjs URL CONNECTIONS. A line of JSON in for each round, {"callers": 32, "seconds": 2, "run": "ab"},
// and a line out, {"appends": …, "seconds": …, "p50": …, "p99": …}, times of a call in milliseconds. Ends with its input.
import { createInterface } from 'node:readline';
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import pg from 'pg';

const [url, connections] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: Number(connections) });
const store = getPostgreSQLEventStore(url, { connectionOptions: { pool } });
await store.schema.migrate();
console.log('{}');

const order = (i) => ({
  type: 'order-placed',
  data: {
    orderId: `order-${String(i).padStart(8, '0')}`,
    customer: 'Ada Lovelace',
    amount: 1234.56 + i,
    currency: 'EUR',
    placedAt: '2026-01-02T03:04:05+00:00',
    lines: 7,
  },
});

for await (const line of createInterface({ input: process.stdin })) {
  const { callers, seconds, run } = JSON.parse(line);
  const latencies = [];
  const started = performance.now();
  const end = started + seconds * 1000;
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      for (let i = 0; ; i++) {
        const before = performance.now();
        if (before >= end) return;
        await store.appendToStream(`orders-${run}.${caller}`, [order(i)]);
        latencies.push(performance.now() - before);
      }
    }),
  );
  const elapsed = (performance.now() - started) / 1000;
  const sorted = Float64Array.from(latencies).sort();
  const at = (quantile) => sorted[Math.trunc((sorted.length - 1) * quantile)] ?? 0;
  console.log(JSON.stringify({ appends: sorted.length, seconds: elapsed, p50: at(0.5), p99: at(0.99) }));
}

await pool.end();
