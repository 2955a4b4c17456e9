namespace Po.Abstractions.Tests;

public sealed class DecisionTests
{
    [Fact]
    public void Appends_messages_and_returns_a_value()
    {
        var decision = Decision.Append("a", "b").Returning(7);

        decision.Messages.Should().Equal("a", "b");
        decision.IsAccepted.Should().BeTrue();
        decision.Value.Should().Be(7);
        Decision.Append(new List<object> { "a" }).Messages.Should().Equal("a");
    }

    [Fact]
    public void Nothing_is_accepted()
    {
        Decision.Nothing.IsAccepted.Should().BeTrue();
        Decision.Nothing.Messages.Should().BeEmpty();
    }

    [Fact]
    public void A_rejection_is_whatever_decision_is_asked_for()
    {
        Decision plain = Decision.Reject("code", "Words.", "member");
        Decision<int> returning = Decision.Reject("code", "Words.", "member");

        var rejected = Decision.Reject("code", "Words.", "member");
        foreach (var rejections in new[]
        {
            plain.Rejections, returning.Rejections, plain.Returning(1).Rejections, Decision.FromRejected(rejected).Rejections,
        })
        {
            rejections.Should().Equal(new Rejection { Code = "code", Message = "Words.", Member = "member" });
        }

        (plain.IsAccepted || returning.IsAccepted || plain.Returning(1).IsAccepted).Should().BeFalse();
        var value = () => returning.Value;
        value.Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void A_rejection_needs_a_reason()
    {
        var none = () => Decision.Reject([]);
        var nameless = () => Decision.Reject("", "Words.");

        none.Should().Throw<ArgumentException>().WithMessage("*Decision.Nothing*");
        nameless.Should().Throw<ArgumentException>();
    }
}
