using Po.Specification;

namespace Po.Sqlite.Tests.Migrations;

public sealed class MigrationTests : IAsyncDisposable
{
    private static readonly StreamId Stream = new("orders", "1");
    private readonly TestDatabase _database = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    /// <summary>Released files are never edited: databases remember their checksums. New ones are added here.</summary>
    [Theory]
    [InlineData(1, "001_create_records", "7d82d7d9ad0dba36d28b569d3c3eee806c2b49f5a18fe0809cce77977a903cb9")]
    [InlineData(2, "002_create_subscriptions", "4c52c999247270922364b16675559e3e9092460371416e1da90f01ccded3a133")]
    [InlineData(3, "003_create_snapshots", "538afb9abeae322ee810d0c04659097f068acb0d5b42c08ddb51d6d5819cc519")]
    [InlineData(4, "004_keep_status_and_parked", "ada7ee8dcfcef69a1fe5bd94bafaffe0f1ba895e63746b1b0f1552046166ff03")]
    public void Stay_what_they_were_when_they_were_released(int version, string name, string checksum)
    {
        Migration.All[version - 1].Should().BeEquivalentTo(new { Version = version, Name = name, Checksum = checksum });
    }

    [Fact]
    public void Are_numbered_without_holes()
    {
        Migration.All.Select(migration => migration.Version).Should().Equal(1, 2, 3, 4);
    }

    [Fact]
    public async Task Are_applied_once_however_often_the_store_is_opened()
    {
        var first = await _database.OpenAsync();
        await first.AppendAsync(Stream, A.Record());
        await first.InitializeAsync(Token);
        var second = await _database.OpenAsync();

        (await second.ReadLastNumberAsync(Stream)).Should().Be(1);
        (await _database.ExecuteAsync("SELECT group_concat(version) FROM po_migrations")).Should().Be("1,2,3,4");
    }

    [Fact]
    public async Task Are_applied_once_when_many_open_the_store_at_the_same_time()
    {
        var stores = Enumerable.Range(0, 12).Select(_ => _database.Create()).ToList();

        await Task.WhenAll(stores.Select(store => Task.Run(async () =>
        {
            await store.InitializeAsync(Token);
            await store.AppendAsync(Stream, A.Record());
        }, Token))).WithinLimitAsync("twelve stores to be ready");

        (await _database.ExecuteAsync("SELECT count(*) FROM po_migrations")).Should().Be(4L);
        (await stores[0].ReadLastNumberAsync(Stream)).Should().Be(12);
    }

    [Fact]
    public async Task Are_applied_by_the_first_call_that_needs_the_store()
    {
        var store = _database.Create();
        File.Exists(_database.Path).Should().BeFalse();

        (await store.AppendAsync(Stream, A.Record())).LastNumber.Should().Be(1);
    }

    [Fact]
    public async Task Add_what_an_older_version_has_not_made()
    {
        await MakeByOlderVersionAsync(3);
        await _database.ExecuteAsync("INSERT INTO po_subscriptions VALUES ('totals', 0), ('sums', 7)");

        var store = await _database.OpenAsync();

        (await store.ReadSubscriptionAsync("totals", Token)).Should().BeEquivalentTo(new { Position = 0, IsNew = false }, "it has worked before");
        (await store.ReadSubscriptionAsync("sums", Token)).Should().BeEquivalentTo(
            new { Position = 7, IsNew = false, Status = SubscriptionStatus.Running });
        (await store.AppendAsync(Stream, A.Record())).LastNumber.Should().Be(1);
        await store.HoldAsync("totals", async transaction => await transaction.ParkAsync([A.Parked(Stream, 1)], Token));
    }

    [Fact]
    public async Task Let_a_process_of_the_version_before_work_on()
    {
        var store = await _database.OpenAsync();

        await _database.ExecuteAsync("INSERT INTO po_subscriptions (subscription_id, position) VALUES ('totals', 0)");
        (await store.LookAsync("totals")).IsNew.Should().BeTrue();
        await _database.ExecuteAsync("UPDATE po_subscriptions SET position = 1 WHERE subscription_id = 'totals' AND position = 0");
        await store.AppendAsync(Stream, A.Record());

        (await store.LookAsync("totals")).Should().BeEquivalentTo(new { Position = 1, IsNew = false });
        (await store.ReadSubscriptionsAsync(Token)).Should().ContainSingle().Which.IsNew.Should().BeFalse();
    }

    [Fact]
    public async Task Leave_a_file_alone_that_a_newer_version_has_made()
    {
        await _database.OpenAsync();
        await _database.ExecuteAsync("INSERT INTO po_migrations VALUES (5, '005_add_wonders', 'ab', 0)");

        await RefusesAsync("*has version 5, but this version of Po knows only versions up to 4*");
    }

    [Fact]
    public async Task Leave_a_file_alone_that_another_migration_has_made()
    {
        await _database.OpenAsync();
        await _database.ExecuteAsync("UPDATE po_migrations SET checksum = 'ab' WHERE version = 2");

        await RefusesAsync("*'002_create_subscriptions', which is not the one*");
    }

    [Theory]
    [InlineData("DROP TRIGGER po_records_refuse_delete", "*'po_records_refuse_delete' is missing*")]
    [InlineData("DROP INDEX po_records_stream_number_key", "*'po_records_stream_number_key' is missing*")]
    [InlineData("ALTER TABLE po_subscriptions ADD COLUMN note TEXT", "*'po_subscriptions' is not as Po has made it*")]
    [InlineData("DROP TABLE po_snapshots", "*'po_snapshots' is missing*")]
    public async Task Notice_what_was_changed_by_hand(string change, string message)
    {
        await _database.OpenAsync();
        await _database.ExecuteAsync(change);

        await RefusesAsync(message);
    }

    [Fact]
    public async Task Leave_a_file_alone_whose_tables_have_the_same_names()
    {
        await _database.ExecuteAsync("CREATE TABLE po_records (id INTEGER)");

        await RefusesAsync("*holds 'po_records' but no table 'po_migrations'*");
    }

    [Fact]
    public async Task Get_on_with_tables_of_the_application()
    {
        await _database.ExecuteAsync(
            "CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO orders DEFAULT VALUES; CREATE TABLE poems (id INTEGER)");

        var store = await _database.OpenAsync();

        (await store.ReadHorizonAsync(Token)).Should().Be(0);
        (await store.AppendAsync(Stream, A.Record())).GlobalNumbers.Should().Equal(1);
        await _database.ExecuteAsync("CREATE INDEX po_records_message_type ON po_records (message_type)");
        await _database.OpenAsync();
    }

    [Fact]
    public async Task Are_asked_for_when_they_are_switched_off_and_missing()
    {
        var store = _database.Create(configure: options => options.Migrate = false);
        await _database.ExecuteAsync("CREATE TABLE other (id INTEGER)");

        await store.Invoking(async old => await old.InitializeAsync(Token)).Should().ThrowAsync<SchemaVersionException>()
            .WithMessage("*Migrate is off*");

        await _database.OpenAsync();
        await store.InitializeAsync(Token);
    }

    [Fact]
    public async Task Make_no_file_when_they_are_switched_off()
    {
        var store = _database.Create(configure: options => options.Migrate = false);

        await store.Invoking(async missing => await missing.InitializeAsync(Token)).Should().ThrowAsync<StoreUnavailableException>();

        File.Exists(_database.Path).Should().BeFalse();
    }

    private async Task MakeByOlderVersionAsync(int version)
    {
        await _database.ExecuteAsync(SqlFiles.Statements["create_migrations"]);
        foreach (var migration in Migration.All.Take(version))
        {
            await _database.ExecuteAsync(migration.Sql);
            await _database.ExecuteAsync(
                $"INSERT INTO po_migrations VALUES ({migration.Version}, '{migration.Name}', '{migration.Checksum}', 0)");
        }
    }

    private async Task RefusesAsync(string message)
    {
        var store = _database.Create();

        await store.Invoking(async refusing => await refusing.InitializeAsync(Token)).Should().ThrowAsync<SchemaVersionException>()
            .WithMessage(message);
        await store.Invoking(async refusing => await refusing.AppendAsync(Stream, A.Record()))
            .Should().ThrowAsync<SchemaVersionException>("no call works around it");
    }
}
