using Microsoft.Extensions.DependencyInjection;

namespace Po.Tests;

public sealed class PoBuilderExtensionsTests
{
    private readonly ServiceCollection _services = new();

    [Theory]
    [InlineData("")]
    [InlineData("billing")]
    public async Task Registers_a_service_unless_there_is_one(string name)
    {
        var builder = BuilderOf(name);

        builder.TryAddSingleton(_ => new Service("first")).Should().BeSameAs(builder);
        builder.TryAddSingleton(_ => new Service("second"));

        await using var provider = _services.BuildServiceProvider();
        provider.GetPoService<Service>(name).Name.Should().Be("first");
        provider.GetPoService<Service>(name).Should().BeSameAs(provider.GetPoService<Service>(name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("billing")]
    public async Task Replaces_a_service_so_that_the_last_choice_counts(string name)
    {
        var builder = BuilderOf(name);

        builder.ReplaceSingleton(_ => new Service("first")).Should().BeSameAs(builder);
        builder.ReplaceSingleton(_ => new Service("second"));
        builder.TryAddSingleton(_ => new Service("third"));

        await using var provider = _services.BuildServiceProvider();
        provider.GetPoService<Service>(name).Name.Should().Be("second");
        _services.Should().ContainSingle();
    }

    [Fact]
    public async Task Keeps_the_services_of_each_store_apart()
    {
        BuilderOf("").TryAddSingleton(_ => new Service("default"));
        BuilderOf("billing").TryAddSingleton(_ => new Service("billing"));
        BuilderOf("shipping").ReplaceSingleton(_ => new Service("shipping"));
        BuilderOf("billing").ReplaceSingleton(_ => new Service("billing again"));

        await using var provider = _services.BuildServiceProvider();

        provider.GetRequiredService<Service>().Name.Should().Be("default");
        provider.GetPoService<Service>("").Name.Should().Be("default");
        provider.GetPoService<Service>("billing").Name.Should().Be("billing again");
        provider.GetRequiredKeyedService<Service>("shipping").Name.Should().Be("shipping");
    }

    [Fact]
    public async Task Hands_the_factory_the_services_and_leaves_disposing_to_the_container()
    {
        _services.AddSingleton("the name");
        BuilderOf("billing").TryAddSingleton(services => new Service(services.GetRequiredService<string>()));
        Service service;

        await using (var provider = _services.BuildServiceProvider())
        {
            service = provider.GetPoService<Service>("billing");
        }

        service.Name.Should().Be("the name");
        service.IsDisposed.Should().BeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("billing")]
    public async Task Fails_when_there_is_no_such_service(string name)
    {
        await using var provider = _services.BuildServiceProvider();

        FluentActions.Invoking(() => provider.GetPoService<Service>(name)).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public async Task Refuses_nothing_as_an_argument()
    {
        await using var provider = _services.BuildServiceProvider();

        FluentActions.Invoking(() => BuilderOf("").TryAddSingleton<Service>(null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => BuilderOf("").ReplaceSingleton<Service>(null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => ((IPoBuilder)null!).TryAddSingleton(_ => new Service(""))).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => provider.GetPoService<Service>(null!)).Should().Throw<ArgumentNullException>();
    }

    private Builder BuilderOf(string name) => new(name, _services);

    private sealed record Builder(string Name, IServiceCollection Services) : IPoBuilder;

    private sealed class Service(string name) : IDisposable
    {
        public string Name { get; } = name;

        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
