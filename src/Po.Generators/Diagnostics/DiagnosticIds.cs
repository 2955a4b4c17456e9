namespace Po.Generators;

// Never reused. 00xx: names, catalogues and what is registered; 01xx: po.events.lock.
internal static class DiagnosticIds
{
    public const string NameTaken = "PO0001";
    public const string TwoVersionsOfOneName = "PO0002";
    public const string InvalidName = "PO0003";
    public const string InvalidType = "PO0004";
    public const string InNoCatalogue = "PO0005";
    public const string InTwoCatalogues = "PO0006";
    public const string InvalidCatalogue = "PO0007";
    public const string AppendedNotRegistered = "PO0008";
    public const string HandledNotRegistered = "PO0009";
    public const string RegisteredWithoutName = "PO0010";

    public const string NoLockFile = "PO0101";
    public const string ShapeChanged = "PO0102";
    public const string NotLocked = "PO0103";
    public const string StoredMessageGone = "PO0104";
    public const string UpcasterMissing = "PO0105";
    public const string LockFileBroken = "PO0106";

    /// <summary>The property of a diagnostic that holds the entry as the lock file is to have it.</summary>
    public const string Entry = "entry";

    /// <summary>The property of a diagnostic that holds the version that the message would have next.</summary>
    public const string NextVersion = "next";

    /// <summary>The property of a diagnostic that holds the type, with <c>global::</c>, that a catalogue is to name.</summary>
    public const string Type = "type";
}
