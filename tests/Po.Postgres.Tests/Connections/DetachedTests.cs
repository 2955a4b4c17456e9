namespace Po.Postgres.Tests;

public sealed class DetachedTests
{
    private readonly AsyncLocal<bool> _flows = new() { Value = true };

    [Fact]
    public async Task Work_carries_nothing_of_whoever_has_caused_it()
    {
        var seen = new TaskCompletionSource<bool>();

        await Detached.Run(() =>
        {
            seen.SetResult(_flows.Value);
            return Task.CompletedTask;
        });

        (await seen.Task).Should().BeFalse();
        (await Detached.Run(() => Task.FromResult(_flows.Value))).Should().BeFalse();
        _flows.Value.Should().BeTrue();
    }
}
