using Po;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses the in-memory store.</summary>
public static class InMemoryPoBuilderExtensions
{
    /// <summary>Keeps everything in memory, on purpose: without the warning that the default gives.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static IPoBuilder UseInMemory(this IPoBuilder builder) =>
        builder.ReplaceSingleton<IStore>(static services => new InMemoryStore(services.GetService<TimeProvider>()));
}
