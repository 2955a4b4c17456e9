using System.CommandLine;
using System.Data.Common;
using Evolution;
using Po;

// Exit codes: 0 done; 1 the release refuses what is stored, or the store does not work; 2 the arguments are wrong.
var command = CommandLine.Parse(args, async options =>
{
    try
    {
        await (options.Release is null ? Life.RunAsync(options, Console.Out) : Life.RunAsync(options, options.Release, Console.Out));
        return 0;
    }
    catch (Exception e) when (e is PoException or DbException or IOException)
    {
        return Fail(e.Message, 1);
    }
});

return command.Errors.Count > 0
    ? Fail(string.Join(' ', command.Errors.Select(error => error.Message)), 2)
    : await command.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });

static int Fail(string sentence, int exitCode)
{
    Console.Error.WriteLine(sentence);
    return exitCode;
}
