using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class MigrationTests : EmptyDatabaseTests
{
    [Fact]
    public async Task Many_processes_that_start_at_once_apply_each_migration_once()
    {
        var stores = Enumerable.Range(0, 8).Select(_ => CreateStore()).ToList();

        await Task.WhenAll(stores.Select(store => Task.Run(async () => await store.InitializeAsync(Token), Token)))
            .WithinLimitAsync("8 stores that migrate at once");

        (await ReadAsync<long>("SELECT count(*) FROM po_migrations")).Should().Be(PostgresSchema.Version);
        foreach (var store in stores)
        {
            await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_schema_that_is_newer_is_refused()
    {
        await InitializeStoreAsync();
        await RunAsync("INSERT INTO po_migrations (version, name, checksum) VALUES (99, '099_from_the_future', 'x')");

        var error = await InitializeFailsAsync<SchemaVersionException>();

        error.Message.Should().Contain("version 99").And.Contain($"knows {PostgresSchema.Version} at most");
    }

    [Fact]
    public async Task A_schema_whose_history_was_changed_is_refused()
    {
        await InitializeStoreAsync();
        await RunAsync("UPDATE po_migrations SET checksum = repeat('0', 64) WHERE version = 2");

        (await InitializeFailsAsync<SchemaVersionException>()).Message.Should().Contain("002_mark_appends").And.Contain("checksum");
    }

    [Fact]
    public async Task A_schema_that_lacks_a_step_in_the_middle_is_refused()
    {
        await InitializeStoreAsync();
        await RunAsync("DELETE FROM po_migrations WHERE version = 2");

        (await InitializeFailsAsync<SchemaVersionException>()).Message.Should().Contain("lacks migration 002_mark_appends");
    }

    [Fact]
    public async Task A_store_that_may_not_migrate_says_which_script_to_run()
    {
        var error = await InitializeFailsAsync<SchemaVersionException>(options => options.Migrate = false);

        error.Message.Should().Contain("version 0").And.Contain("PostgresSchema.CreateScript(\"public\", 0)");
        (await ReadAsync<bool>("SELECT to_regclass('po_records') IS NULL")).Should().BeTrue();
    }

    [Fact]
    public async Task The_script_for_a_DBA_makes_a_schema_that_a_store_accepts_without_migrating()
    {
        await RunAsync(PostgresSchema.CreateScript("billing"));

        await using var store = CreateStore(options =>
        {
            options.Schema = "billing";
            options.Migrate = false;
        });
        await store.InitializeAsync(Token);

        (await store.AppendAsync(new StreamId("orders"), A.Record())).LastNumber.Should().Be(1);
    }

    [Fact]
    public async Task The_script_for_a_DBA_goes_on_from_a_version()
    {
        await RunAsync(ScriptUpTo(5));
        await RunAsync("INSERT INTO po_subscriptions (subscription_id, position) VALUES ('totals', 0), ('sums', 7)");

        await RunAsync(PostgresSchema.CreateScript(fromVersion: 5));

        await using var store = CreateStore(options => options.Migrate = false);
        await store.InitializeAsync(Token);
        (await store.ReadSubscriptionAsync("totals", Token)).Should().BeEquivalentTo(new { Position = 0, IsNew = false }, "it has worked before");
        (await store.ReadSubscriptionAsync("sums", Token)).Should().BeEquivalentTo(
            new { Position = 7, IsNew = false, Status = SubscriptionStatus.Running });
        await FluentActions.Awaiting(() => RunAsync(PostgresSchema.CreateScript())).Should().ThrowAsync<Npgsql.PostgresException>(
            "a script that was run already changes nothing");
    }

    [Fact]
    public async Task A_process_of_the_version_before_works_on()
    {
        await using var store = CreateStore();
        await store.InitializeAsync(Token);
        await store.AppendAsync(new StreamId("orders"), A.Record());

        await RunAsync("INSERT INTO po_subscriptions (subscription_id) VALUES ('totals')");
        (await store.LookAsync("totals")).IsNew.Should().BeTrue();
        await RunAsync("UPDATE po_subscriptions SET position = 1, moved_at = clock_timestamp() WHERE subscription_id = 'totals' AND position = 0");

        (await store.LookAsync("totals")).Should().BeEquivalentTo(new { Position = 1, IsNew = false });
    }

    [Theory]
    [InlineData("UPDATE po_audit SET actor = 'somebody else'")]
    [InlineData("DELETE FROM po_audit")]
    [InlineData("TRUNCATE po_audit")]
    public async Task The_audit_is_changed_by_nobody_who_does_not_go_out_of_his_way(string sql)
    {
        await InitializeStoreAsync();
        await RunAsync("INSERT INTO po_audit (acted_at, action, subscription_id, actor, detail) VALUES (now(), 1, 'totals', 'me', '')");

        foreach (var role in new[] { "origin", "replica" })
        {
            (await FluentActions.Awaiting(() => RunAsync($"SET session_replication_role = {role}; {sql}")).Should().ThrowAsync<Npgsql.PostgresException>())
                .Which.SqlState.Should().Be(Npgsql.PostgresErrorCodes.InsufficientPrivilege);
        }

        await RunAsync($"ALTER TABLE po_audit DISABLE TRIGGER po_refuse_audit_change; {sql}");
    }

    [Fact]
    public async Task Two_schemas_of_one_database_do_not_hold_each_other_back()
    {
        await using var first = CreateStore(options => options.Schema = "first");
        await using var second = CreateStore(options => options.Schema = "second");
        await first.InitializeAsync(Token);
        await second.InitializeAsync(Token);
        await using var late = await first.BeginAsync(Token);
        await late.AppendAsync(new StreamId("orders"), A.Record());

        var appended = await second.AppendAsync(new StreamId("orders"), A.Record());

        (await second.ReadHorizonAsync(Token)).Should().Be(appended.LastGlobalNumber);
        (await first.ReadHorizonAsync(Token)).Should().Be(0);
    }

    [Fact]
    public async Task A_transaction_that_writes_to_two_schemas_marks_both()
    {
        await InitializeStoreAsync(options => options.Schema = "first");
        await using var second = CreateStore(options => options.Schema = "second");
        await second.InitializeAsync(Token);
        await using var session = await Session.OpenAsync(ConnectionString);
        await session.RunAsync("BEGIN");

        foreach (var schema in new[] { "first", "second" })
        {
            await session.RunAsync($"INSERT INTO {schema}.po_records (stream, number, message_type, data) VALUES ('orders', 1, 't', '')");
        }

        (await second.ReadHorizonAsync(Token)).Should().Be(0, "the second is marked, too");
    }

    // Released files never change: a database remembers the checksum of what was applied to it.
    [Fact]
    public void Released_migrations_have_the_text_that_they_were_released_with()
    {
        var checksums = new PostgresSql("public").Migrations.Select(migration => $"{migration.Name} {migration.Checksum}");

        checksums.Should().Equal(File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Schema", "migrations.sha256")));
    }

    [Theory]
    [InlineData("Public")]
    [InlineData("public; DROP TABLE po_records")]
    [InlineData("\"")]
    [InlineData("1st")]
    [InlineData("ä")]
    [InlineData("public\n")]
    public void A_name_that_could_be_more_than_a_name_is_refused(string schema)
    {
        FluentActions.Invoking(() => PostgresSchema.CreateScript(schema)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => PostgresSchema.CreateRolesScript(prefix: schema)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new PostgresStore(new PostgresStoreOptions { ConnectionString = "Host=localhost", Schema = schema }))
            .Should().Throw<Exception>().Which.Should().Match(e => e is ArgumentException || e is Microsoft.Extensions.Options.OptionsValidationException);
    }

    // What a version of Po has made that knew fewer migrations.
    private static string ScriptUpTo(int version)
    {
        var sql = new PostgresSql("public");
        var steps = sql.Migrations
            .Where(migration => migration.Version <= version)
            .Select(migration => $"{migration.Sql}\n{PostgresMigrator.RecordStatement("public", migration)};");
        return $"{sql.CreateMigrations};\n{string.Join('\n', steps)}";
    }
}
