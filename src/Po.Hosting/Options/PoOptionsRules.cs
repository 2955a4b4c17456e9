using Microsoft.Extensions.Options;

namespace Po.Hosting;

// The rules that join several options.
internal sealed class PoOptionsRules : IValidateOptions<PoOptions>
{
    // Timers cannot wait longer.
    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(24);

    private const string Defaults = nameof(PoOptions.SubscriptionDefaults) + ".";

    public ValidateOptionsResult Validate(string? name, PoOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = SubscriptionOptionsRules.Check(options.SubscriptionDefaults).Select(failure => Defaults + failure).ToList();
        if (options.Limits.MaxAppendBytes < options.Limits.MaxMessageBytes)
        {
            failures.Add(
                $"Limits.MaxAppendBytes, {options.Limits.MaxAppendBytes}, must not be below Limits.MaxMessageBytes, "
                + $"{options.Limits.MaxMessageBytes}: no message of that size could be appended.");
        }

        if (options.CommandRetryDelay < TimeSpan.Zero)
        {
            failures.Add($"CommandRetryDelay is {options.CommandRetryDelay}, but must not be negative.");
        }

        if (options.MaxCommandRetryDelay < options.CommandRetryDelay || options.MaxCommandRetryDelay > LongestTime)
        {
            failures.Add(
                $"MaxCommandRetryDelay, {options.MaxCommandRetryDelay}, must not be below CommandRetryDelay, {options.CommandRetryDelay}, nor above "
                + "24 days.");
        }

        if (options.Snapshots.FoldTime < TimeSpan.Zero)
        {
            failures.Add($"Snapshots.FoldTime, {options.Snapshots.FoldTime}, must not be negative.");
        }

        if (options.Snapshots.GraceTime < TimeSpan.Zero || options.Snapshots.GraceTime > LongestTime)
        {
            failures.Add($"Snapshots.GraceTime, {options.Snapshots.GraceTime}, must be from 0 to 24 days.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
