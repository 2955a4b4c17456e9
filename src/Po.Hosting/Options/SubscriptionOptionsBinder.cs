using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Po.Hosting;

// Makes the options of one subscription: the defaults of its store, then its section of the configuration, then code.
internal sealed class SubscriptionOptionsBinder(string store, IConfiguration? configuration, IOptionsFactory<PoOptions> defaults)
{
    private readonly SubscriptionOptionsValidator _validator = new();

    /// <exception cref="OptionsValidationException">An option is out of its range, or contradicts another.</exception>
    public SubscriptionOptions Create(SubscriptionRegistration registration)
    {
        // The factory makes the options of the store anew, so that each subscription has an instance of its own to change.
        var options = defaults.Create(store).SubscriptionDefaults;
        var section = ConfigurationPath.Combine(PoSections.Subscriptions(store), registration.Id);
        configuration?.GetSection(section).Bind(options);
        foreach (var configure in registration.Configure)
        {
            configure(options);
        }

        List<string> failures =
        [
            .. _validator.Validate(section, options).Failures ?? [],
            .. SubscriptionOptionsRules.Check(options),
        ];
        return failures.Count == 0
            ? options
            : throw new OptionsValidationException(
                section, typeof(SubscriptionOptions), failures.Select(failure => $"{section}: {failure}"));
    }

    public IEnumerable<string> FindUnknown(IReadOnlyCollection<string> subscriptionIds) =>
        from section in configuration?.GetSection(PoSections.Subscriptions(store)).GetChildren() ?? []
        where !subscriptionIds.Any(id => IsSectionOf(section.Key, id))
        select section.Path;

    // Keys of the configuration know no case, and an id that contains ':' stands in a section of a section.
    private static bool IsSectionOf(string key, string id) =>
        id.StartsWith(key, StringComparison.OrdinalIgnoreCase) && (id.Length == key.Length || id[key.Length] == ':');
}
