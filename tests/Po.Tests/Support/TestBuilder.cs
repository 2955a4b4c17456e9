using Microsoft.Extensions.DependencyInjection;

namespace Po.Tests;

internal sealed class TestBuilder(string name = "") : IPoBuilder
{
    public string Name { get; } = name;

    public IServiceCollection Services { get; } = new ServiceCollection();
}
