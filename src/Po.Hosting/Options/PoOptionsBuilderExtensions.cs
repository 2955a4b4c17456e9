using Po;
using Po.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Changes the options of a store in code.</summary>
public static class PoOptionsBuilderExtensions
{
    /// <summary>Changes the options of the store; wins over the configuration.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the options; may be called several times, on a new instance each time.</param>
    /// <returns>The builder.</returns>
    public static IPoBuilder Configure(this IPoBuilder builder, Action<PoOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(builder.Name, configure);
        return builder;
    }
}
