using Microsoft.Extensions.Options;

namespace Po.Hosting;

// The rules that join several options.
internal sealed class PoOptionsRules : IValidateOptions<PoOptions>
{
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

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
