using Microsoft.Extensions.DependencyInjection;

namespace Po.Hosting;

internal sealed class PoBuilder(string name, IServiceCollection services) : IPoBuilder
{
    public string Name { get; } = name;

    public IServiceCollection Services { get; } = services;
}
