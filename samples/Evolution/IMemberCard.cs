using Po;

namespace Evolution;

/// <summary>What the library knows about a member: a projection of the member's stream, written against the messages of one release.</summary>
internal interface IMemberCard : IMessageHandler
{
    /// <summary>The card, in one line.</summary>
    string Text { get; }
}
