using System.CommandLine;
using BenchmarkDotNet.Running;
using Po.Benchmarks;

var root = new RootCommand("Measures Po beside the driver alone: ratios from one run, see docs/benchmarks.md.")
{
    CompareCommand.Create(),
    SubscriberCommand.Create(),
    ListenerCommand.Create(),
    ReaderCommand.Create(),
    EchoCommand.Create(),
    StartCommand.Create(),
    TypesCommand.Create(),
};

var micro = new Command("micro", "Runs the BenchmarkDotNet micro benchmarks; what follows -- is passed on.")
{
    TreatUnmatchedTokensAsErrors = false,
};
micro.SetAction(result => BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run([.. result.UnmatchedTokens]));
root.Add(micro);
return await root.Parse(args).InvokeAsync();
