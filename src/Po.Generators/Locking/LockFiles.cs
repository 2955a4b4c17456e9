using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Po.Generators;

// The lock file among the additional files of a project.
internal static class LockFiles
{
    public static bool IsLockFile(AdditionalText file) => Path.GetFileName(file.Path) == LockFile.FileName;

    public static LockFile? Read(ImmutableArray<AdditionalText> files, CancellationToken cancellationToken) =>
        files.FirstOrDefault(IsLockFile)?.GetText(cancellationToken) is { } text ? LockFile.Parse(text.ToString()) : null;

    public static Location Place(AdditionalText file, SourceText text, int line) =>
        Location.Create(file.Path, text.Lines[line].Span, text.Lines.GetLinePositionSpan(text.Lines[line].Span));
}
