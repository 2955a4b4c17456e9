using Microsoft.Extensions.Options;

namespace Po.Postgres;

// What attributes cannot say in a way that survives trimming. Nothing here repeats a connection string: it may hold a password.
internal sealed class PostgresStoreOptionsRules : IValidateOptions<PostgresStoreOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, PostgresStoreOptions options)
    {
        var failures = new List<string>();
        CheckTime(failures, nameof(options.AppendTimeout), options.AppendTimeout, Hour);
        CheckTime(failures, nameof(options.LockTimeout), options.LockTimeout, Hour);
        CheckTime(failures, nameof(options.HeldBackWarning), options.HeldBackWarning, Hour);
        CheckTime(failures, nameof(options.IdleTransactionTimeout), options.IdleTransactionTimeout, TimeSpan.FromDays(1));
        CheckConnectionString(failures, options.ConnectionString);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void CheckTime(List<string> failures, string option, TimeSpan value, TimeSpan longest)
    {
        if (value < Shortest || value > longest)
        {
            failures.Add($"{option} is {value}; it must be between {Shortest} and {longest}.");
        }
    }

    private static void CheckConnectionString(List<string> failures, string? connectionString)
    {
        if (connectionString is null)
        {
            return;
        }

        try
        {
            PostgresConnectionString.Parse(connectionString);
        }
        catch (PoConfigurationException e)
        {
            failures.Add(e.Message);
        }
    }
}
