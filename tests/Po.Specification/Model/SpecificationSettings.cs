using System.Globalization;

namespace Po.Specification;

/// <summary>How long the model tests run.</summary>
public static class SpecificationSettings
{
    /// <summary>How many random programs each model test runs, from the environment variable <c>PO_SPEC_CASES</c>; 50 if it is not set.</summary>
    public static int Cases { get; } = int.TryParse(
        Environment.GetEnvironmentVariable("PO_SPEC_CASES"), NumberStyles.None, CultureInfo.InvariantCulture, out var cases) ? cases : 50;
}
