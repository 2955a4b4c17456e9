using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Po.Hosting;

internal sealed class PoOptionsBinder(string store, IConfiguration? configuration) : IConfigureNamedOptions<PoOptions>
{
    public void Configure(PoOptions options) => Configure(Microsoft.Extensions.Options.Options.DefaultName, options);

    public void Configure(string? name, PoOptions options)
    {
        if (name == store)
        {
            configuration?.GetSection(PoSections.Root(store)).Bind(options);
        }
    }
}
