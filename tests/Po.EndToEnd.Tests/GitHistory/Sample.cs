using System.Diagnostics;

namespace Po.EndToEnd.Tests.GitHistory;

/// <summary>The built sample as a process of its own.</summary>
internal static class Sample
{
    private static readonly string Assembly = BuiltProgram.Find(Path.Combine("samples", "GitHistory"), "GitHistory");

    /// <summary>Runs it to its end.</summary>
    /// <param name="arguments">The arguments.</param>
    public static Task<Outcome> RunAsync(params IEnumerable<string> arguments) => Processes.EndAsync(Start(arguments));

    /// <summary>Runs it to its end with a variable of its environment set.</summary>
    public static Task<Outcome> RunWithAsync(string name, string value, params IEnumerable<string> arguments) =>
        Processes.EndAsync(
            Processes.Start(BuiltProgram.Dotnet, AppContext.BaseDirectory, [Assembly, .. arguments], variables: (name, value)));

    /// <summary>Runs it to its end in a working folder.</summary>
    public static Task<Outcome> RunInAsync(string folder, params IEnumerable<string> arguments) =>
        Processes.EndAsync(Processes.Start(BuiltProgram.Dotnet, folder, [Assembly, .. arguments]));

    public static Process Start(params IEnumerable<string> arguments) =>
        Processes.Start(BuiltProgram.Dotnet, AppContext.BaseDirectory, [Assembly, .. arguments]);

    /// <summary>Starts it so that it hears Ctrl+C: a shell that runs the tests in the background makes all its children deaf to it.</summary>
    public static Process StartInterruptible(params IEnumerable<string> arguments) =>
        OperatingSystem.IsLinux()
            ? Processes.Start(
                "env", AppContext.BaseDirectory, ["--default-signal=INT", BuiltProgram.Dotnet, Assembly, .. arguments])
            : Start(arguments);
}
