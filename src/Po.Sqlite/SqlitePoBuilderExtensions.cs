using Po;
using Po.Sqlite;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses the SQLite store.</summary>
public static class SqlitePoBuilderExtensions
{
    /// <summary>Keeps everything in one SQLite file. The section <c>Po:Sqlite</c> is bound first, then what is given here.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="database">The file, or a connection string of Microsoft.Data.Sqlite; null takes it from the configuration.</param>
    /// <param name="configure">Changes the options.</param>
    public static IPoBuilder UseSqlite(
        this IPoBuilder builder, string? database = null, Action<SqliteStoreOptions>? configure = null) =>
        throw new NotImplementedException();
}
