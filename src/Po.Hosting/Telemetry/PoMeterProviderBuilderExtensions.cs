using Po.Hosting;

namespace OpenTelemetry.Metrics;

/// <summary>Collects the metrics of Po.</summary>
public static class PoMeterProviderBuilderExtensions
{
    /// <summary>Collects count and duration of appends and handlers, lag and state of subscriptions, by group and subscription, and who holds them back.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static MeterProviderBuilder AddPoInstrumentation(this MeterProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddMeter(TelemetryNames.Source);
    }
}
