using Po.EndToEnd.Tests.GitHistory;

namespace Po.EndToEnd.Tests.HighwaySample;

/// <summary>The sample on an SQLite file.</summary>
public sealed class HighwaySampleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_car_is_counted_once_though_a_worker_is_killed_and_a_car_is_parked()
    {
        var run = await RunAsync("--cars", "60", "--rate", "150", "--kill", "1", "--poison", "1");

        run.ShouldProve();
        run.Count(" is killed.").Should().Be(1);
        run.Count("There is a tariff now for ufo-").Should().Be(1);
        run.Count("Replay by ").Should().BePositive();
    }

    [Fact]
    public async Task A_second_run_goes_on_where_the_first_has_ended()
    {
        (await RunAsync("--cars", "20", "--rate", "200")).ShouldProve();

        var second = await RunAsync("--cars", "20", "--rate", "200");

        second.ShouldProve();
        second.Proof[0].Cars.Should().Be(40);
    }

    [Fact]
    public async Task What_is_written_beside_the_transaction_is_counted_twice_and_the_proof_says_so()
    {
        var run = await RunAsync("--cars", "40", "--rate", "150", "--poison", "1", "--careless");

        run.ExitCode.Should().Be(1);
        run.Proof.Where(row => row.Holds == "no").Should().ContainSingle().Which.Should().Match<ProofRow>(
            row => row.Subscriber == "tolls" && row.Doubled > 0 && row.Missing == 0);
        run.Text.Should().EndWith("NOT every car was counted exactly once by every subscriber.\n");
    }

    private Task<HighwayOutcome> RunAsync(params IEnumerable<string> arguments) => HighwayProgram.RunAsync(
        ["--store", "sqlite", "--db", _folder["highway.db"], "--no-input", "--workers", "2", .. arguments]);
}
