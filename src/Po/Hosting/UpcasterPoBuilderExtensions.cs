using System.Text.Json.Nodes;
using Po;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what leads from stored versions of messages to those of today.</summary>
public static class UpcasterPoBuilderExtensions
{
    /// <summary>Turns messages of one version into the next one when they are read.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The wire name.</param>
    /// <param name="fromVersion">The version that is stored; what comes out is of the version after it.</param>
    /// <param name="upcast">Changes the data, or makes it anew; pure, see <see cref="IUpcaster"/>.</param>
    public static IPoBuilder AddUpcaster(this IPoBuilder builder, string name, int fromVersion, Func<JsonObject, JsonObject> upcast)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(fromVersion, 1);
        ArgumentNullException.ThrowIfNull(upcast);
        return builder.AddUpcaster(new JsonUpcaster(
            new MessageVersion(name, fromVersion),
            [new MessageVersion(name, fromVersion + 1)],
            json => [new JsonPart(name, fromVersion + 1, upcast(json))]));
    }

    /// <summary>Registers an upcaster that sees the whole record: for bytes that are no JSON, or what depends on headers, stream or time.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="upcaster">The upcaster.</param>
    public static IPoBuilder AddUpcaster(this IPoBuilder builder, IUpcaster upcaster)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(upcaster);
        builder.Services.Configure<RegistryOptions>(builder.Name, options => options.Upcasters.Add(upcaster));
        return builder;
    }

    /// <summary>Turns each message of one version into several, of the same type or of others, when it is read.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The wire name.</param>
    /// <param name="fromVersion">The version that is stored.</param>
    /// <param name="into">The versions that come out, each once.</param>
    /// <param name="upcast">Takes the data apart, into any number of messages in the order in which they are handed over; pure, see <see cref="IUpcaster"/>.</param>
    public static IPoBuilder AddSplittingUpcaster(
        this IPoBuilder builder, string name, int fromVersion, IReadOnlyList<MessageVersion> into, Func<JsonObject, IEnumerable<JsonPart>> upcast)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(fromVersion, 1);
        ArgumentNullException.ThrowIfNull(into);
        ArgumentNullException.ThrowIfNull(upcast);
        return builder.AddUpcaster(new JsonUpcaster(new MessageVersion(name, fromVersion), [.. into], upcast));
    }

    /// <summary>Reads what is stored of a type that says nothing to anybody any more as no message at all: positions pass it, no handler sees it.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The wire name; in place of its registration and its upcasters.</param>
    /// <param name="lastVersion">The newest version that was ever stored; a newer one is still refused.</param>
    public static IPoBuilder RetireMessage(this IPoBuilder builder, string name, int lastVersion = 1)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(lastVersion, 1);
        for (var version = 1; version <= lastVersion; version++)
        {
            builder.AddUpcaster(new RetiredMessage(new MessageVersion(name, version)));
        }

        return builder;
    }
}
