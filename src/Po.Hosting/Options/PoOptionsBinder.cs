using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Po.Hosting;

internal sealed class PoOptionsBinder(string store, IConfiguration? configuration) : IConfigureNamedOptions<PoOptions>
{
    private const string EveryMessages = $"{nameof(PoOptions.Snapshots)}:{nameof(SnapshotOptions.EveryMessages)}";

    public void Configure(PoOptions options) => Configure(Microsoft.Extensions.Options.Options.DefaultName, options);

    public void Configure(string? name, PoOptions options)
    {
        if (name != store || configuration is null)
        {
            return;
        }

        var section = configuration.GetSection(PoSections.Root(store));
        section.Bind(options);

        // Left as it was by the binder, where an empty text is to say that there is none.
        if (section[EveryMessages] is "")
        {
            options.Snapshots.EveryMessages = null;
        }
    }
}
