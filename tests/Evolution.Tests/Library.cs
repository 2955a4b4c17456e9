using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Po;
using Po.Hosting;

namespace Evolution.Tests;

// One store after another release has used it, and what was written down of every release when it was new.
internal sealed class Library : IAsyncDisposable
{
    public static readonly StreamId Member = new("member", "1");

    private readonly InMemoryStore _store = new();
    private readonly List<PoApplication> _applications = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What a release has stored, line by line: type, and JSON.</summary>
    public static string[] StoredBy(string release)
    {
        using var stream = typeof(Library).Assembly.GetManifestResourceStream(release)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public PoApplication As(string release)
    {
        var application = PoApplication.Create(po =>
        {
            po.Services.AddSingleton<IStore>(_store);
            Releases.Find(release)!.Register(po);
        });
        _applications.Add(application);
        return application;
    }

    public async Task StoreAsync(params IEnumerable<string> lines) => await _store.AppendAsync(
        new AppendRequest
        {
            Stream = Member,
            Records =
            [
                .. lines.Select(line => line.Split(' ', 2)).Select(line => new NewRecord
                {
                    Id = Guid.CreateVersion7(),
                    Type = line[0],
                    Data = Encoding.UTF8.GetBytes(line[1]),
                    Time = DateTimeOffset.UnixEpoch,
                }),
            ],
        },
        Token);

    public async Task<List<object>> ReadAsAsync(string release) => await As(release).ReadAsync(Member, cancellationToken: Token)
        .Select(message => message.Data).ToListAsync(Token);

    public async Task<string[]> LinesAsync() => [.. (await _store.ReadStreamAsync(Member, new PageRequest(), Token))
        .Select(record => $"{record.Type} {Encoding.UTF8.GetString(record.Data.Span)}")];

    public async ValueTask DisposeAsync()
    {
        foreach (var application in _applications)
        {
            await application.DisposeAsync();
        }
    }
}
