using Microsoft.Extensions.DependencyInjection;

namespace Po.Testing.Tests;

public class TestRegistryTests
{
    [Fact]
    public void Refuses_what_the_application_would_be_refused()
    {
        FluentActions.Invoking(() => TestRegistry.Create(po => po.AddMessage<Opened>("opened").AddMessage<Deposited>("opened")))
            .Should().Throw<PoConfigurationException>().WithMessage("*'opened'*");
        FluentActions.Invoking(() => TestRegistry.Create(po => po.AddMessage<Opened>("opened").AddMessage<Opened>("begun")))
            .Should().Throw<PoConfigurationException>().WithMessage("*Opened*");
        FluentActions.Invoking(() => TestRegistry.Create(null!)).Should().Throw<ArgumentNullException>();
    }
}
