using Microsoft.Extensions.DependencyInjection;

namespace Po.Tests;

public sealed class UseInMemoryTests
{
    private readonly ServiceCollection _services = new();

    [Fact]
    public async Task Registers_one_store_for_the_application()
    {
        await using var provider = Build("", builder => builder.UseInMemory().Should().BeSameAs(builder));

        provider.GetRequiredService<IStore>().Should().BeOfType<InMemoryStore>()
            .And.BeSameAs(provider.GetRequiredService<IStore>());
    }

    [Fact]
    public async Task Takes_the_place_of_a_store_that_was_chosen_before()
    {
        var chosenBefore = new InMemoryStore();
        _services.AddSingleton<IStore>(chosenBefore);

        await using var provider = Build("", builder => builder.UseInMemory());

        provider.GetServices<IStore>().Should().ContainSingle().Which.Should().NotBeSameAs(chosenBefore);
    }

    [Fact]
    public async Task Gives_each_named_store_a_memory_of_its_own()
    {
        BuilderOf("").UseInMemory();
        BuilderOf("billing").UseInMemory();
        await using var provider = Build("shipping", builder => builder.UseInMemory().UseInMemory());

        string[] names = ["", "billing", "shipping"];
        IStore[] stores = [.. names.Select(name => provider.GetPoService<IStore>(name))];

        stores.Should().AllBeOfType<InMemoryStore>().And.OnlyHaveUniqueItems();
        provider.GetKeyedServices<IStore>("shipping").Should().ContainSingle();
    }

    private ServiceProvider Build(string name, Action<IPoBuilder> configure)
    {
        configure(BuilderOf(name));
        return _services.BuildServiceProvider();
    }

    private Builder BuilderOf(string name) => new(name, _services);

    private sealed record Builder(string Name, IServiceCollection Services) : IPoBuilder;
}
