using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Po.Tests;

public class MessagePoBuilderExtensionsTests
{
    private readonly TestBuilder _builder = new();

    [Fact]
    public void Registers_types_by_name_by_attribute_and_by_metadata()
    {
        _builder.AddMessage<Unregistered>("named").AddMessage<Removed>().AddMessage("added", TestJson.Default.Added);

        Registered(_builder).Should().BeEquivalentTo(new Dictionary<string, Type>
        {
            ["named"] = typeof(Unregistered),
            ["removed"] = typeof(Removed),
            ["added"] = typeof(Added),
        });
    }

    [Fact]
    public void Registers_types_with_version_and_aliases()
    {
        _builder
            .AddMessage<Unregistered>("named", version: 2, aliases: ["called"])
            .AddMessage("added", TestJson.Default.Added, version: 3, aliases: ["put-in"])
            .AddMessages([MessageRegistration.Create<Removed>("removed", version: 4, aliases: ["taken-out"])]);

        Options(_builder).Registrations.Select(registration => (registration.Name, registration.Version, registration.Aliases.Single()))
            .Should().Equal(("named", 2, "called"), ("added", 3, "put-in"), ("removed", 4, "taken-out"));
    }

    [Fact]
    public void Refuses_a_version_beside_an_attribute()
    {
        var add = () => _builder.AddMessage<Removed>(version: 2);

        add.Should().Throw<ArgumentException>().WithMessage("*Removed*");
    }

    [Fact]
    public void Registers_types_that_a_context_knows()
    {
        _builder.AddMessage<Added>("added", (JsonSerializerContext)TestJson.Default);

        Registered(_builder).Should().Contain("added", typeof(Added));
    }

    [Fact]
    public void Refuses_types_that_a_context_does_not_know()
    {
        var add = () => _builder.AddMessage<Removed>("removed", (JsonSerializerContext)TestJson.Default);

        add.Should().Throw<PoConfigurationException>().WithMessage("*TestJson*Removed*");
    }

    [Fact]
    public void Registers_every_type_of_an_assembly_that_carries_the_attribute()
    {
        var types = new Type[] { typeof(Added), typeof(Removed), typeof(Unregistered), typeof(TestBuilder) };

        _builder.AddMessagesFromAssembly(new FixedAssembly(types));

        Registered(_builder).Should().Equal(new Dictionary<string, Type> { ["added"] = typeof(Added), ["removed"] = typeof(Removed) });
    }

    [Fact]
    public void Uses_the_options_of_a_scan()
    {
        _builder.AddMessagesFromAssembly(new FixedAssembly([typeof(Added)]), new JsonSerializerOptions());

        var registry = new MessageRegistry(Options(_builder).Registrations);
        registry.Serialize(new Added(1)).Data.ToArray().Should().Equal("""{"Value":1}"""u8.ToArray());
    }

    [Fact]
    public void Keeps_the_types_of_named_stores_apart()
    {
        var other = new TestBuilder("billing");
        other.AddMessage<Added>();

        Registered(other).Should().ContainKey("added");
        other.Services.BuildServiceProvider().GetRequiredService<IOptionsMonitor<RegistryOptions>>()
            .Get("").Registrations.Should().BeEmpty();
    }

    [Fact]
    public void Chooses_the_in_memory_store_in_place_of_another()
    {
        _builder.Services.AddSingleton<IStore>(new FaultyStore());

        _builder.UseInMemory();

        _builder.Services.BuildServiceProvider().GetServices<IStore>().Should().ContainSingle().Which.Should().BeOfType<InMemoryStore>();
    }

    private static RegistryOptions Options(TestBuilder builder) => builder.Services.BuildServiceProvider()
        .GetRequiredService<IOptionsMonitor<RegistryOptions>>().Get(builder.Name);

    private static Dictionary<string, Type> Registered(TestBuilder builder) =>
        Options(builder).Registrations.ToDictionary(registration => registration.Name, registration => registration.DataType);

    private sealed class FixedAssembly(Type[] types) : Assembly
    {
        public override Type[] GetTypes() => types;
    }
}
