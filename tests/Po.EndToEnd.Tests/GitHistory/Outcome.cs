using System.Text;

namespace Po.EndToEnd.Tests.GitHistory;

/// <summary>What became of a process.</summary>
internal sealed record Outcome(int ExitCode, byte[] Output, string Errors)
{
    // Latin-1 gives each byte its own character: comparing text then is comparing bytes.
    public string Text => Encoding.Latin1.GetString(Output);

    public IReadOnlyList<string> Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public Outcome ShouldSucceed()
    {
        ExitCode.Should().Be(0, Errors.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
        Errors.Should().BeEmpty();
        return this;
    }

    /// <summary>It could not begin, and has said why in one sentence.</summary>
    public void ShouldRefuse(string sentence)
    {
        ExitCode.Should().Be(2, Errors.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
        Output.Should().BeEmpty();
        Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().ContainSingle().Which.Should().Match(sentence);
    }
}
