namespace Po.Testing.Tests;

public class DrivenClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(2));
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Wakes_whoever_waits_outside_of_its_own_lock_when_it_goes_on_by_itself()
    {
        var clock = new DrivenClock(Start, new Pulse());
        bool? wasFree = null;
        using var waiting = clock.CreateTimer(
            _ => wasFree = Task.Run(clock.NextDue).Wait(TimeSpan.FromSeconds(10)), null, Second, Timeout.InfiniteTimeSpan);
        using var another = clock.CreateTimer(_ => { }, null, Second, Timeout.InfiniteTimeSpan);
        clock.AutoAdvanceAmount = Second;

        await Task.Run(() => another.Change(Second, Timeout.InfiniteTimeSpan), TestContext.Current.CancellationToken);

        wasFree.Should().BeTrue();
    }

    [Fact]
    public void Tells_when_the_next_one_is_due_although_whoever_waits_is_woken_meanwhile_and_waits_again()
    {
        var clock = new DrivenClock(Start, new Pulse());
        var another = new List<ITimer>();
        using var waiting = clock.CreateTimer(
            _ => another.Add(clock.CreateTimer(_ => { }, null, Hour, Timeout.InfiniteTimeSpan)), null, Second, Timeout.InfiniteTimeSpan);
        clock.AutoAdvanceAmount = 2 * Second;

        clock.NextDue().Should().BeCloseTo(Hour, precision: TimeSpan.FromMinutes(1));

        another.Should().ContainSingle();
    }
}
