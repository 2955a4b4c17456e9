namespace Highway;

/// <summary>The tables of the subscribers, in words that both databases understand.</summary>
internal static class HighwaySchema
{
    /// <summary>
    /// <c>highway_passages</c> has no key on purpose: it would hide a message that is counted twice. <c>highway_workers</c> says who works.
    /// </summary>
    public const string Script = """
        CREATE TABLE IF NOT EXISTS highway_passages (
          subscriber text NOT NULL,
          global_number bigint NOT NULL,
          worker integer NOT NULL
        );
        CREATE INDEX IF NOT EXISTS highway_passages_subscriber ON highway_passages (subscriber, global_number);
        CREATE TABLE IF NOT EXISTS highway_workers (
          subscriber text NOT NULL,
          worker integer NOT NULL,
          counted bigint NOT NULL,
          changed_at bigint NOT NULL,
          CONSTRAINT highway_workers_pkey PRIMARY KEY (subscriber, worker)
        );
        CREATE TABLE IF NOT EXISTS highway_roads (
          road text NOT NULL,
          entered bigint NOT NULL,
          departed bigint NOT NULL,
          CONSTRAINT highway_roads_pkey PRIMARY KEY (road)
        );
        CREATE TABLE IF NOT EXISTS highway_tolls (
          road text NOT NULL,
          cars bigint NOT NULL,
          cents bigint NOT NULL,
          CONSTRAINT highway_tolls_pkey PRIMARY KEY (road)
        );
        CREATE TABLE IF NOT EXISTS highway_speeds (
          road text NOT NULL,
          cars bigint NOT NULL,
          speeds bigint NOT NULL,
          CONSTRAINT highway_speeds_pkey PRIMARY KEY (road)
        );
        CREATE TABLE IF NOT EXISTS highway_invoices (
          subscriber text NOT NULL,
          global_number bigint NOT NULL,
          car text NOT NULL,
          epoch bigint NOT NULL,
          deliveries bigint NOT NULL,
          CONSTRAINT highway_invoices_pkey PRIMARY KEY (subscriber, global_number)
        );
        CREATE TABLE IF NOT EXISTS highway_tariffs (
          kind text NOT NULL,
          cents bigint NOT NULL,
          CONSTRAINT highway_tariffs_pkey PRIMARY KEY (kind)
        );
        INSERT INTO highway_tariffs (kind, cents) VALUES ('bus', 12), ('car', 8), ('lorry', 19), ('motorcycle', 4)
        ON CONFLICT (kind) DO NOTHING;
        """;
}
