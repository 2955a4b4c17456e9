using Po.Sqlite.Tests;
using Po.Sqlite.Tests.Crashes;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

// Instead of the generated entry point, so that tests can start this program again as another process.
if (args is [ChildProgram.Argument, ..])
{
    await ChildProgram.RunAsync(args);
    return 0;
}

return args.Contains("-automated") || args.Contains("@@")
    ? await ConsoleRunner.Run(args)
    : await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
