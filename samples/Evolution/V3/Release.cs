using Microsoft.Extensions.DependencyInjection;
using Po;

namespace Evolution.V3;

/// <summary>The third release: a message has another shape, one is two, one is gone.</summary>
internal sealed class Release : IRelease
{
    public string Name => "v3";

    public IReadOnlyList<object> Messages =>
    [
        new BookBorrowed(new Book("Frankenstein", "en"), Weeks: 2),
        new MemberMoved("6 Cumberland Place, London"),
    ];

    public void Register(IPoBuilder po) => po
        .AddMessage("member-joined", ThirdJson.Default.MemberJoined, aliases: ["member-registered"])
        .AddMessage("book-borrowed", ThirdJson.Default.BookBorrowed, version: 2)
        .AddUpcaster("book-borrowed", fromVersion: 1, Upcasts.PutBookIntoObject)
        .AddMessage("member-renamed", ThirdJson.Default.MemberRenamed)
        .AddMessage("member-moved", ThirdJson.Default.MemberMoved)
        .AddSplittingUpcaster("profile-changed", fromVersion: 1, [new("member-renamed", 1), new("member-moved", 1)], Upcasts.SplitProfile)
        .RetireMessage("catalogue-searched");

    public IMemberCard CreateCard() => new MemberCard();
}
