using Microsoft.Extensions.Options;

namespace Po.Sqlite;

// The attributes, and what attributes cannot say.
internal sealed class SqliteStoreOptionsRules : IValidateOptions<SqliteStoreOptions>
{
    private static readonly TimeSpan ShortestBusyTimeout = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestBusyTimeout = TimeSpan.FromDays(1);
    private static readonly SqliteStoreOptionsValidator Attributes = new();

    public static ValidateOptionsResult Validate(SqliteStoreOptions options)
    {
        var result = Attributes.Validate(null, options);
        if (result.Failed)
        {
            return result;
        }

        if (options.BusyTimeout < ShortestBusyTimeout || options.BusyTimeout > LongestBusyTimeout)
        {
            return ValidateOptionsResult.Fail(
                $"BusyTimeout is {options.BusyTimeout}, but must be from {ShortestBusyTimeout} to {LongestBusyTimeout}.");
        }

        return DatabaseFile.TryCreate(options.Database, out var problem) is null
            ? ValidateOptionsResult.Fail(problem!)
            : ValidateOptionsResult.Success;
    }

    public ValidateOptionsResult Validate(string? name, SqliteStoreOptions options) => Validate(options);
}
