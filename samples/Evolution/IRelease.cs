using Po;

namespace Evolution;

/// <summary>One release of the application: its messages, what it does, what it shows.</summary>
internal interface IRelease
{
    /// <summary>What the command line calls it.</summary>
    string Name { get; }

    /// <summary>Registers its messages, and what leads to them from what earlier releases have stored.</summary>
    /// <param name="po">The builder.</param>
    void Register(IPoBuilder po);

    /// <summary>What it appends about the member in this demonstration.</summary>
    IReadOnlyList<object> Messages { get; }

    /// <summary>Makes an empty card of a member.</summary>
    IMemberCard CreateCard();
}
