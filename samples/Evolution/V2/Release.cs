using Microsoft.Extensions.DependencyInjection;
using Po;

namespace Evolution.V2;

/// <summary>The second release: a message has another name, another one a further member.</summary>
internal sealed class Release : IRelease
{
    public string Name => "v2";

    public IReadOnlyList<object> Messages =>
    [
        new BookBorrowed("Faust", "de"),
        new CatalogueSearched("poetry"),
        new ProfileChanged("Ada King", null),
    ];

    public void Register(IPoBuilder po) => po
        .AddMessage("member-joined", SecondJson.Default.MemberJoined, aliases: ["member-registered"])
        .AddMessage("book-borrowed", SecondJson.Default.BookBorrowed)
        .AddMessage("profile-changed", SecondJson.Default.ProfileChanged)
        .AddMessage("catalogue-searched", SecondJson.Default.CatalogueSearched);

    public IMemberCard CreateCard() => new MemberCard();
}
