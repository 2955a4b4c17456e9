namespace Po.Postgres.Tests;

internal static class PostgresFixtureExtensions
{
    /// <summary>Called in the constructor of each test class: skips its tests if there is no server.</summary>
    /// <param name="fixture">The fixture of the class.</param>
    /// <typeparam name="TFixture">Its type.</typeparam>
    /// <returns>The fixture.</returns>
    public static TFixture OrSkip<TFixture>(this TFixture fixture)
        where TFixture : PostgresFixture
    {
        Assert.SkipWhen(fixture.ReasonToSkip is not null, fixture.ReasonToSkip ?? "");
        return fixture;
    }
}
