using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Hosting;
using Po.AotSmoke;

// Arguments: "sqlite" and a file, or "postgres" and a connection string. Says "ready" as soon as the host has started, then what it has done
// and how much memory that took. Ends with 0 only if everything was as it must be.
if (args is not [("sqlite" or "postgres") and var store, var database])
{
    await Console.Error.WriteLineAsync("Usage: Po.AotSmoke sqlite <file> | postgres <connection string>");
    return 2;
}

using var host = SmokeHost.Build(store, database);
await host.StartAsync();
Console.WriteLine("ready");
var residentAtStart = Environment.WorkingSet;

try
{
    var smoke = new Smoke(host.Services, SmokeHost.Connect(store, database));
    await foreach (var line in smoke.RunAsync())
    {
        Console.WriteLine(line);
    }
}
catch (SmokeException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}

await host.StopAsync();
using var process = Process.GetCurrentProcess();
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture, $"resident {residentAtStart} bytes when ready, {process.PeakWorkingSet64} bytes at most"));
return 0;
