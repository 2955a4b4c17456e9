using Po.Specification;

namespace Po.Postgres.Tests;

/// <summary>What tests of the PostgreSQL store alone share.</summary>
/// <param name="fixture">A database of the test class.</param>
public abstract class PostgresTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    /// <summary>The database of the test class.</summary>
    protected PostgresFixture Fixture { get; } = fixture.OrSkip();

    /// <summary>The store.</summary>
    protected PostgresStore Store => Fixture.Postgres;

    /// <summary>A group of this test alone.</summary>
    protected string Group { get; } = A.Group();

    /// <summary>A stream of this test alone.</summary>
    protected StreamId Stream => new(Group, "1");

    /// <summary>Another stream of the same group.</summary>
    protected StreamId OtherStream => new(Group, "2");

    /// <summary>Cancelled when the test run is.</summary>
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Another application on the same database.</summary>
    /// <param name="applicationName">How the server knows it.</param>
    protected Task<Session> OpenSessionAsync(string applicationName = "session") =>
        Session.OpenAsync(Fixture.ConnectionString, applicationName);

    /// <summary>A reader that goes on from its position, as a subscription does.</summary>
    /// <param name="source">What it reads.</param>
    /// <param name="position">Where it begins.</param>
    protected Follower Follow(StreamId source, long position) => new(Store, source, position);
}
