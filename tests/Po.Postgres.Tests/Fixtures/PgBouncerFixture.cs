using Po.Postgres.Server;

namespace Po.Postgres.Tests;

/// <summary>
/// A database of its own with an initialised store behind a PgBouncer of its own, which lends a connection of the server for one transaction.
/// </summary>
public sealed class PgBouncerFixture : PostgresFixture
{
    private PgBouncer? _bouncer;

    /// <summary>In front of the server.</summary>
    public PgBouncer Bouncer => _bouncer!;

    /// <inheritdoc/>
    public override string StoreConnectionString => Bouncer.Through(ConnectionString);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_bouncer is not null)
        {
            await _bouncer.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    protected override Task<string?> GetReasonToSkipAsync() => PgBouncer.GetReasonToSkipAsync();

    /// <inheritdoc/>
    protected override async Task PrepareAsync() => _bouncer = await PgBouncer.StartAsync(ConnectionString);

    /// <inheritdoc/>
    protected override PostgresStoreOptions CreateOptions() => new() { ConnectionString = StoreConnectionString, Listen = false };
}
