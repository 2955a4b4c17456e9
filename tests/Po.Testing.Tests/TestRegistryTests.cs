using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace Po.Testing.Tests;

public class TestRegistryTests
{
    [Fact]
    public void Reads_what_earlier_releases_have_stored_by_the_upcasters_of_the_application()
    {
        var registry = TestRegistry.Create(po => po
            .AddMessage<Opened>("opened", version: 2)
            .AddUpcaster("opened", fromVersion: 1, json => new JsonObject { ["owner"] = json["name"]!.DeepClone() })
            .RetireMessage("closed"));

        registry.ToMessages(AsStored("opened", """{"name":"Ann"}""")).Only!.Data.Should().Be(new Opened("Ann"));
        registry.ToMessages(AsStored("closed", "{}")).Should().BeEmpty();
    }

    [Fact]
    public void Refuses_what_the_application_would_be_refused()
    {
        FluentActions.Invoking(() => TestRegistry.Create(po => po.AddMessage<Opened>("opened").AddMessage<Deposited>("opened")))
            .Should().Throw<PoConfigurationException>().WithMessage("*'opened'*");
        FluentActions.Invoking(() => TestRegistry.Create(po => po.AddMessage<Opened>("opened").AddMessage<Opened>("begun")))
            .Should().Throw<PoConfigurationException>().WithMessage("*Opened*");
        FluentActions.Invoking(() => TestRegistry.Create(po => po.AddMessage<Opened>("opened", version: 2)))
            .Should().Throw<PoConfigurationException>().WithMessage("*'opened'*");
        FluentActions.Invoking(() => TestRegistry.Create(null!)).Should().Throw<ArgumentNullException>();
    }

    private static Record AsStored(string type, string data) => new()
    {
        Id = Guid.CreateVersion7(),
        Stream = new StreamId("account", "1"),
        Number = 1,
        GlobalNumber = 1,
        Type = type,
        Data = Encoding.UTF8.GetBytes(data),
        Time = DateTimeOffset.UnixEpoch,
    };
}
