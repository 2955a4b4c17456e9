using Microsoft.CodeAnalysis;

namespace Po.Generators;

// Each says what is wrong and what to do about it, in one line: build logs show no more.
internal static class Descriptors
{
    private const string Category = "Po";

    public static readonly DiagnosticDescriptor NameTaken = Error(
        DiagnosticIds.NameTaken,
        "Two types have one stored name",
        "'{0}' is a stored name of both {1} and {2}: give each of them a name of its own");

    public static readonly DiagnosticDescriptor TwoVersionsOfOneName = Error(
        DiagnosticIds.TwoVersionsOfOneName,
        "A name has a type for more than one version",
        "'{0}' is version {1} as {2} and version {3} as {4}: only the newest version has a type; older records come up to it by AddUpcaster(\"{0}\", …)");

    public static readonly DiagnosticDescriptor InvalidName = Error(
        DiagnosticIds.InvalidName,
        "A stored name or version breaks a rule",
        "The {0} of {1} {2}");

    public static readonly DiagnosticDescriptor InvalidType = Error(
        DiagnosticIds.InvalidType,
        "No message can be of this type",
        "{0} is {1}, so no message can be of exactly this type: put [Message] on concrete types instead");

    public static readonly DiagnosticDescriptor InNoCatalogue = Warning(
        DiagnosticIds.InNoCatalogue,
        "A message type is in no catalogue",
        "{0} is in no catalogue, so nothing registers it: add [JsonSerializable(typeof({0}))] to {1}");

    public static readonly DiagnosticDescriptor InTwoCatalogues = Warning(
        DiagnosticIds.InTwoCatalogues,
        "Two catalogues write one message differently",
        "{0} is written in one way by {1} and in another by {2}: what is stored depends on which one is registered last; name it in one of them");

    public static readonly DiagnosticDescriptor InvalidCatalogue = Error(
        DiagnosticIds.InvalidCatalogue,
        "Nothing can be added to this catalogue",
        "{0} {1}");

    public static readonly DiagnosticDescriptor AppendedNotRegistered = WarningAtTheEnd(
        DiagnosticIds.AppendedNotRegistered,
        "A message is appended and not registered",
        "{0} is appended here and registered nowhere in this project, so the append will fail: put [Message(\"…\")] on it and name it in a catalogue, or call AddMessage<{0}>(\"…\")");

    public static readonly DiagnosticDescriptor HandledNotRegistered = WarningAtTheEnd(
        DiagnosticIds.HandledNotRegistered,
        "A handler handles what is not registered",
        "{0} handles {1}, which is registered nowhere in this project, so it is never called with one: put [Message(\"…\")] on {1} and name it in a catalogue, or call AddMessage<{1}>(\"…\")");

    public static readonly DiagnosticDescriptor RegisteredWithoutName = Error(
        DiagnosticIds.RegisteredWithoutName,
        "A message is registered without a name",
        "{0} has no name to be stored under: put [Message(\"…\")] on it, or pass a name");

    public static readonly DiagnosticDescriptor NoLockFile = Warning(
        DiagnosticIds.NoLockFile,
        "There is no po.events.lock",
        "No po.events.lock remembers the messages of {0}, so a change of what is stored goes unnoticed: make one, in the folder of the project, by dotnet build -t:UpdateEventsLock");

    public static readonly DiagnosticDescriptor ShapeChanged = Error(
        DiagnosticIds.ShapeChanged,
        "The shape of a stored message has changed",
        "'{0}' version {1} no longer has the shape that is stored ({2}). If a record of it may be stored anywhere: Version = {3} in [Message], and AddUpcaster(\"{0}\", fromVersion: {1}, …). If none is: dotnet build -t:UpdateEventsLock -p:RewriteMessage={0}@{1}");

    public static readonly DiagnosticDescriptor NotLocked = Warning(
        DiagnosticIds.NotLocked,
        "A message is not in po.events.lock",
        "{0} is not in po.events.lock yet: add it by dotnet build -t:UpdateEventsLock");

    public static readonly DiagnosticDescriptor StoredMessageGone = ErrorAtTheEnd(
        DiagnosticIds.StoredMessageGone,
        "Nothing reads a stored message any longer",
        "Records named '{0}' of version {1} can no longer be read: {2}; or write 'retired' at the end of this line if no store holds one any more");

    public static readonly DiagnosticDescriptor UpcasterMissing = ErrorAtTheEnd(
        DiagnosticIds.UpcasterMissing,
        "Nothing brings an older version up to date",
        "Nothing in this project brings '{0}' from version {1} to version {2}: add AddUpcaster(\"{0}\", fromVersion: {1}, …)");

    public static readonly DiagnosticDescriptor LockFileBroken = Error(
        DiagnosticIds.LockFileBroken,
        "po.events.lock cannot be read",
        "po.events.lock cannot be read from here on: settle the merge, or take the line as it was committed last");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help(id));

    private static DiagnosticDescriptor ErrorAtTheEnd(string id, string title, string message) =>
        new(id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help(id), customTags: WellKnownDiagnosticTags.CompilationEnd);

    private static DiagnosticDescriptor Warning(string id, string title, string message) =>
        new(id, title, message, Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help(id));

    private static DiagnosticDescriptor WarningAtTheEnd(string id, string title, string message) =>
        new(id, title, message, Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help(id), customTags: WellKnownDiagnosticTags.CompilationEnd);

    // A test asks for the heading.
    private static string Help(string id) => $"docs/guides/catalogue.md#{id.ToLowerInvariant()}";
}
