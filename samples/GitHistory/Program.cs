using System.CommandLine;
using System.Data.Common;
using GitHistory;
using Po;

// Exit codes: 0 done; 1 the work has failed; 2 it cannot begin (arguments, repository, Git, database); 130 or 143 interrupted.
using var interruption = new Interruption();
var command = CommandLine.Parse(args, async options =>
{
    try
    {
        await HistoryRun.RunAsync(options, interruption.Token);
        return 0;
    }
    catch (UsageException e)
    {
        return Fail(e.Message, 2);
    }
    catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
    {
        return Fail("Interrupted. Run the same command again to go on.", interruption.ExitCode);
    }
    catch (GitException e) when (e.ExitCode == interruption.ExitCode)
    {
        // Ctrl+C reaches Git, too, and Git may be faster.
        return Fail("Interrupted. Run the same command again to go on.", interruption.ExitCode);
    }
    catch (Exception e) when (e is GitException or WorkerException or PoException or DbException or IOException)
    {
        return Fail(e.Message, 1);
    }
});

if (command.Errors.Count > 0)
{
    return Fail(string.Join(' ', command.Errors.Select(error => error.Message)), 2);
}

return await command.InvokeAsync(new InvocationConfiguration
{
    ProcessTerminationTimeout = null,
    EnableDefaultExceptionHandler = false,
});

// Some libraries speak in several lines.
static int Fail(string sentence, int exitCode)
{
    Console.Error.WriteLine(string.Join(' ', sentence.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    return exitCode;
}
