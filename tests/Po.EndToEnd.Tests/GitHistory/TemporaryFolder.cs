namespace Po.EndToEnd.Tests.GitHistory;

/// <summary>A folder for one test; gone after it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("po-git-history-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    // Git marks its objects as read-only, which Windows minds.
    public void Dispose()
    {
        foreach (var file in new DirectoryInfo(Path).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            file.Attributes = FileAttributes.Normal;
        }

        Directory.Delete(Path, recursive: true);
    }
}
