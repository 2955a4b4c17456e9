using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Po;

namespace GitHistory;

/// <summary>Keeps everything in a file.</summary>
internal sealed class SqliteHistoryStore(string file) : IHistoryStore
{
    public string Name => $"database '{file}'";

    public void Register(IPoBuilder po)
    {
        po.UseSqlite(new SqliteConnectionStringBuilder { DataSource = file }.ToString());
        po.Services.AddScoped<IReadModel, SqliteReadModel>();
        po.Services.AddSingleton<IHistoryView>(new SqliteHistoryView(file));
    }

    public ValueTask PrepareAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        DatabaseFile.CreateFolder(file);
        return ValueTask.CompletedTask;
    }
}
