namespace Evolution;

/// <summary>The releases, oldest first.</summary>
internal static class Releases
{
    public static IReadOnlyList<IRelease> All { get; } = [new V1.Release(), new V2.Release(), new V3.Release()];

    public static IRelease? Find(string? name) => All.FirstOrDefault(release => release.Name == name);
}
