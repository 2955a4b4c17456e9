namespace Po;

/// <summary>What the bytes of a message can be.</summary>
public static class ContentTypes
{
    /// <summary>JSON in UTF-8: what is stored without a header that says so.</summary>
    public const string Json = "application/json";

    /// <summary>Bytes about which nothing more is known.</summary>
    public const string Bytes = "application/octet-stream";
}
