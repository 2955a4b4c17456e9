using System.Data.Common;
using Highway;
using Po;

// Exit codes: 0 every car was counted exactly once by every subscriber; 1 it was not, or the work has failed; 2 it cannot begin
// (arguments, database); 130 or 143 interrupted.
using var interruption = new Interruption();
var command = CommandLine.Parse(
    args,
    options => RunAsync(() => HighwayRun.RunAsync(options, interruption.Token)),
    options => RunAsync(() => WorkerHost.RunAsync(options, interruption.Token)));

if (command.Errors.Count > 0)
{
    return Fail(string.Join(' ', command.Errors.Select(error => error.Message)), 2);
}

return await command.InvokeAsync(new()
{
    ProcessTerminationTimeout = null,
    EnableDefaultExceptionHandler = false,
});

async Task<int> RunAsync(Func<Task<int>> work)
{
    try
    {
        return await work();
    }
    catch (UsageException e)
    {
        return Fail(e.Message, 2);
    }
    catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
    {
        return Fail("Interrupted: the workers have ended, nothing is proved.", interruption.ExitCode);
    }
    catch (Exception e) when (e is PoException or DbException or IOException or TimeoutException)
    {
        return Fail(e.Message, 1);
    }
}

// Some libraries speak in several lines.
static int Fail(string sentence, int exitCode)
{
    Console.Error.WriteLine(string.Join(' ', sentence.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    return exitCode;
}
