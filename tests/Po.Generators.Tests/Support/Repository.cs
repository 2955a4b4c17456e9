namespace Po.Generators.Tests;

internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Po.Hosting.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The repository is not above the tests.");
        }

        return folder.FullName;
    }
}
