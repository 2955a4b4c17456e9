using Po.Hosting;

namespace OpenTelemetry.Trace;

/// <summary>Collects the spans of Po.</summary>
public static class PoTracerProviderBuilderExtensions
{
    /// <summary>Collects a span for each append, and one for each message that is handed to a handler.</summary>
    /// <remarks>
    /// The span of a handler is the root of a trace of its own, linked to the append: no trace grows for as long as its messages are
    /// handled. The sampler stays the application's.
    /// </remarks>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static TracerProviderBuilder AddPoInstrumentation(this TracerProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddSource(TelemetryNames.Source);
    }
}
