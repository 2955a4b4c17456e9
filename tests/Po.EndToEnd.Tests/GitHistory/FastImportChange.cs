namespace Po.EndToEnd.Tests.GitHistory;

/// <summary>What a commit does to a file: write it, rename it, or delete it.</summary>
internal sealed record FastImportChange(byte[] Path, byte[]? Content = null, byte[]? RenamedFrom = null)
{
    public static FastImportChange Write(string path, string content) =>
        new(FastImport.Utf8(path), FastImport.Utf8(content));

    public static FastImportChange Rename(string from, string to) =>
        new(FastImport.Utf8(to), RenamedFrom: FastImport.Utf8(from));

    public static FastImportChange Delete(string path) => new(FastImport.Utf8(path));
}
