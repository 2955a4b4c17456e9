using Microsoft.Extensions.DependencyInjection;
using Po;

namespace Evolution.V1;

/// <summary>The first release.</summary>
internal sealed class Release : IRelease
{
    public string Name => "v1";

    public IReadOnlyList<object> Messages =>
    [
        new MemberRegistered("Ada Byron", "13 Piccadilly, London"),
        new CatalogueSearched("engines"),
        new BookBorrowed("Sketch of the Analytical Engine"),
        new ProfileChanged("Ada Lovelace", "Ockham Park, Surrey"),
        new ProfileChanged(null, "12 St James's Square, London"),
    ];

    public void Register(IPoBuilder po) => po
        .AddMessage("member-registered", FirstJson.Default.MemberRegistered)
        .AddMessage("book-borrowed", FirstJson.Default.BookBorrowed)
        .AddMessage("profile-changed", FirstJson.Default.ProfileChanged)
        .AddMessage("catalogue-searched", FirstJson.Default.CatalogueSearched);

    public IMemberCard CreateCard() => new MemberCard();
}
