using Microsoft.Extensions.Configuration;

namespace Po.Hosting;

// Where the options of a store are in the configuration.
internal static class PoSections
{
    public static string Root(string store) =>
        store.Length == 0 ? "Po" : ConfigurationPath.Combine("Po", "Stores", store);

    public static string Subscriptions(string store) => ConfigurationPath.Combine(Root(store), "Subscriptions");
}
