using Microsoft.Data.Sqlite;
using Po.Specification;
using static SQLitePCL.raw;

namespace Po.Sqlite.Tests.Connections;

public sealed class DatabaseFileTests : IAsyncDisposable
{
    private static readonly StreamId Stream = new("orders", "1");
    private readonly TestDatabase _database = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData(":memory:", "*database in memory*in-memory store*")]
    [InlineData("Data Source=:memory:", "*database in memory*")]
    [InlineData("Data Source=po.db;Mode=Memory", "*database in memory*")]
    [InlineData("Data Source=file:po?mode=memory", "*database in memory*")]
    [InlineData("Data Source=file:po.db", "*by its path*")]
    [InlineData("Data Source=po.db;Mode=ReadOnly", "*read-only*leave Mode out*")]
    [InlineData("Data Source=po.db;Cache=Shared", "*leave Cache out*")]
    [InlineData("Data Source=", "*name the file*")]
    [InlineData("Data Sorce=po.db", "*not a connection string*")]
    [InlineData("  ", "*required*")]
    [InlineData("", "*required*")]
    public void Is_refused_with_a_clear_sentence(string database, string message)
    {
        var create = () => new SqliteStore(new SqliteStoreOptions { Database = database });

        create.Should().Throw<PoConfigurationException>().WithMessage(message);
    }

    [Theory]
    [InlineData("nested/folder/po.db")]
    [InlineData("with = sign.db")]
    [InlineData("a.b=c.db")]
    [InlineData("größe 日本.db")]
    public async Task Is_made_with_its_folder(string name)
    {
        var path = Path.Combine(_database.Folder, name);
        var store = _database.Create(configure: options => options.Database = path);

        await store.AppendAsync(Stream, A.Record());

        File.Exists(path).Should().BeTrue();
    }

    [Fact]
    public async Task Can_be_named_by_a_connection_string()
    {
        var store = _database.Create(configure: options => options.Database = $"Data Source={_database.Path};Foreign Keys=True");

        await using var transaction = await store.BeginAsync(Token);

        (await (await transaction.GetSqliteTransactionAsync()).ExecuteAsync("PRAGMA foreign_keys")).Should().Be(1L);
        File.Exists(_database.Path).Should().BeTrue();
    }

    [Fact]
    public async Task Is_refused_when_it_is_something_else()
    {
        await File.WriteAllTextAsync(_database.Path, new string('x', 10_000), Token);
        var store = _database.Create();

        var error = (await store.Invoking(async wrong => await wrong.InitializeAsync(Token))
            .Should().ThrowAsync<StoreUnavailableException>().WithMessage("*not a SQLite database*")).Which;

        error.Store.Should().Contain(_database.Path);
        store.IsTransient(error).Should().BeFalse();
    }

    [Fact]
    public async Task Is_refused_when_it_is_a_folder()
    {
        Directory.CreateDirectory(_database.Path);

        await _database.Create().Invoking(async wrong => await wrong.InitializeAsync(Token))
            .Should().ThrowAsync<StoreUnavailableException>().WithMessage("*cannot be opened*");
    }

    [Fact]
    public async Task Is_refused_when_its_folder_cannot_be_made()
    {
        await File.WriteAllTextAsync(_database.Path, "", Token);
        var store = _database.Create(configure: options => options.Database = Path.Combine(_database.Path, "po.db"));

        await store.Invoking(async wrong => await wrong.InitializeAsync(Token))
            .Should().ThrowAsync<StoreUnavailableException>().WithMessage("*folder cannot be made*");
    }

    [Fact]
    public async Task Is_the_same_by_whatever_way_it_is_reached()
    {
        var direct = await _database.OpenAsync();
        var link = Path.Combine(_database.Folder, "link.db");
        File.CreateSymbolicLink(link, _database.Path);
        var linked = await _database.OpenAsync(configure: options => options.Database = link);
        await using var holder = await direct.BeginAsync(Token);
        await using var other = await linked.BeginAsync(Token);

        (await holder.TryLockPositionAsync("totals", Token)).Should().Be(0);
        (await other.TryLockPositionAsync("totals", Token)).Should().BeNull();
    }

    [Theory]
    [InlineData(SQLITE_READONLY, SQLITE_READONLY, "*read-only*", false)]
    [InlineData(SQLITE_READONLY, SQLITE_READONLY_DBMOVED, "*moved or deleted*", false)]
    [InlineData(SQLITE_FULL, SQLITE_FULL, "*disk is full*", true)]
    [InlineData(SQLITE_IOERR, SQLITE_IOERR_FSYNC, "*not known*same message ids*", true)]
    [InlineData(SQLITE_CORRUPT, SQLITE_CORRUPT, "*damaged*", false)]
    [InlineData(SQLITE_NOTADB, SQLITE_NOTADB, "*not a SQLite database*", false)]
    [InlineData(SQLITE_CANTOPEN, SQLITE_CANTOPEN, "*cannot be opened*", false)]
    [InlineData(SQLITE_BUSY, SQLITE_BUSY, "*another process*", true)]
    public async Task Says_what_hinders_it_in_words_to_act_on(int code, int extendedCode, string message, bool isTransient)
    {
        var described = SqliteErrors.Describe(new SqliteException("raw words", code, extendedCode), "'po.db'");

        described.Should().NotBeNull();
        described!.Message.Should().Match(message).And.Contain("'po.db'").And.NotContain("raw words");
        (await _database.OpenAsync()).IsTransient(described).Should().Be(isTransient);
    }

    [Fact]
    public async Task Leaves_defects_of_a_program_as_they_are()
    {
        var store = await _database.OpenAsync();
        var defect = new SqliteException("no such table", SQLITE_ERROR);

        SqliteErrors.Describe(defect, "'po.db'").Should().BeNull();
        store.IsTransient(defect).Should().BeFalse();
        store.IsTransient(new InvalidOperationException("wrapped", new SqliteException("busy", SQLITE_BUSY, SQLITE_BUSY_SNAPSHOT)))
            .Should().BeTrue("libraries around the driver wrap its errors");
    }
}
