using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Po.Benchmarks;

/// <summary>One life of the program that is started.</summary>
/// <param name="Ready">From before it is started until its word that it is ready has arrived.</param>
/// <param name="ResidentWhenReady">What it says of its memory, in bytes.</param>
/// <param name="ResidentAtMost">The same at its end.</param>
internal sealed partial record OneStart(TimeSpan Ready, long ResidentWhenReady, long ResidentAtMost)
{
    public static async Task<OneStart> RunAsync(string[] command, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })!;
        var first = await Patience.WaitForAsync(
            "the program to be ready", process.StandardOutput.ReadLineAsync(cancellationToken).AsTask(), cancellationToken);
        var ready = Stopwatch.GetElapsedTime(started);
        var rest = await Patience.WaitForAsync(
            "the program to end", process.StandardOutput.ReadToEndAsync(cancellationToken), cancellationToken);
        await Patience.WaitForAsync("the program to end", process.WaitForExitAsync(cancellationToken), cancellationToken);
        var memory = Resident().Match(rest);
        return first == "ready" && process.ExitCode == 0 && memory.Success
            ? new OneStart(ready, Number(memory.Groups["ready"]), Number(memory.Groups["most"]))
            : throw new InvalidOperationException($"The program has ended with {process.ExitCode}: {first}\n{rest}");
    }

    private static long Number(Group group) => long.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^resident (?<ready>\d+) bytes when ready, (?<most>\d+) bytes at most$", RegexOptions.Multiline)]
    private static partial Regex Resident();
}
