namespace Po.Sqlite.Tests;

/// <summary>A folder for the files of one test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("po-sqlite-").FullName;

    /// <summary>The file of a database, which is not there yet.</summary>
    public string Database => System.IO.Path.Combine(Path, "po.db");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
