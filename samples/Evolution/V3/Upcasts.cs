using System.Text.Json.Nodes;
using Po;

namespace Evolution.V3;

/// <summary>What leads from the shapes of the first two releases to those of this one.</summary>
internal static class Upcasts
{
    /// <summary>From a title, and a language that only the second release has stored.</summary>
    public static JsonObject PutBookIntoObject(JsonObject json) => new()
    {
        ["book"] = new JsonObject
        {
            ["title"] = json["title"]!.DeepClone(),
            ["language"] = json["language"]?.DeepClone() ?? "en",
        },
        ["weeks"] = 4,
    };

    /// <summary>From a form with a name and an address, of which either may be missing.</summary>
    public static IEnumerable<JsonPart> SplitProfile(JsonObject json)
    {
        if (json["name"] is { } name)
        {
            yield return new JsonPart("member-renamed", 1, new JsonObject { ["name"] = name.DeepClone() });
        }

        if (json["address"] is { } address)
        {
            yield return new JsonPart("member-moved", 1, new JsonObject { ["address"] = address.DeepClone() });
        }
    }
}
