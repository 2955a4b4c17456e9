using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class UsePostgresTests(PostgresFixture fixture) : PostgresTests(fixture)
{
    [Fact]
    public async Task A_connection_string_gives_the_store_connections_of_its_own()
    {
        await using var services = Build(po => po.UsePostgres(Fixture.ConnectionString));

        await AppendsAsync(services.GetRequiredService<IStore>());
        services.GetService<NpgsqlDataSource>().Should().BeNull("the application's services stay the application's");
        services.GetRequiredService<PostgresStore>().Should().BeSameAs(services.GetRequiredService<IStore>());
    }

    [Fact]
    public async Task A_URL_says_the_same()
    {
        var parsed = new NpgsqlConnectionStringBuilder(Fixture.ConnectionString);
        var url = $"postgres://{parsed.Username}:{parsed.Password}@{parsed.Host}:{parsed.Port}/{parsed.Database}?sslmode=prefer";
        await using var services = Build(po => po.UsePostgres(url));

        await AppendsAsync(services.GetRequiredService<IStore>());
    }

    [Fact]
    public async Task Without_either_the_registered_data_source_is_used_and_left_open()
    {
        await using var services = Build(po => po.UsePostgres(), collection => collection.AddSingleton(Fixture.DataSource));

        await AppendsAsync(services.GetRequiredService<IStore>());
        await services.GetRequiredService<PostgresStore>().DisposeAsync();

        await using var connection = await Fixture.DataSource.OpenConnectionAsync(Token);
    }

    [Fact]
    public async Task A_data_source_that_shares_connections_is_refused()
    {
        await using var dataSource = NpgsqlDataSource.Create("Host=localhost;Multiplexing=true");

        FluentActions.Invoking(() => new PostgresStore(dataSource)).Should().Throw<PoConfigurationException>().WithMessage("*Multiplexing*");
    }

    [Fact]
    public async Task An_idle_store_gives_its_connections_back()
    {
        var name = $"idle {Guid.NewGuid():N}";
        var connectionString = new NpgsqlConnectionStringBuilder(Fixture.ConnectionString)
        {
            ApplicationName = name,
            ConnectionIdleLifetime = 2,
            ConnectionPruningInterval = 1,
        }.ConnectionString;
        await using var session = await OpenSessionAsync();
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var store = new PostgresStore(new PostgresStoreOptions { ConnectionString = connectionString }, time);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => store.AppendAsync(new StreamId(Group, $"{i}"), A.Record()).AsTask()));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => store.ReadStreamAsync(Stream).AsTask()));
        (await CountAsync()).Should().BeGreaterThan(2);

        await Eventually.IsTrueAsync(
            async () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return await CountAsync() == 0;
            },
            "idle connections to be closed");

        Task<long> CountAsync() => session.ReadAsync<long>($"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{name}'");
    }

    [Fact]
    public async Task A_named_store_uses_the_data_source_with_its_name_as_the_key()
    {
        await using var services = Build(
            po => po.UsePostgres(configure: options => options.Schema = "billing"),
            collection => collection.AddKeyedSingleton("billing", Fixture.DataSource),
            name: "billing");

        var store = services.GetRequiredKeyedService<IStore>("billing");
        await AppendsAsync(store);
        services.GetService<IStore>().Should().BeNull();
        await using var session = await OpenSessionAsync();
        (await session.ReadAsync<long>("SELECT count(*) FROM billing.po_records")).Should().Be(1);
    }

    [Theory]
    [InlineData("", "Po:Postgres:ConnectionString")]
    [InlineData("billing", "Po:Stores:billing:Postgres:ConnectionString*key 'billing'")]
    public void Without_any_database_it_says_where_to_name_one(string name, string where)
    {
        using var services = Build(po => po.UsePostgres(), name: name);

        FluentActions.Invoking(() => services.GetPoService<IStore>(name)).Should().Throw<PoConfigurationException>()
            .WithMessage($"*{where}*");
    }

    [Fact]
    public void Configuration_is_bound_and_code_wins()
    {
        var values = new Dictionary<string, string?>
        {
            ["Po:Postgres:ConnectionString"] = "Host=configured",
            ["Po:Postgres:Schema"] = "configured",
            ["Po:Postgres:Migrate"] = "false",
            ["Po:Postgres:MaxBatchMessages"] = "77",
            ["Po:Postgres:IdleTransactionTimeout"] = "00:02:00",
            ["Po:Stores:billing:Postgres:Schema"] = "billing",
        };
        using var services = Build(
            po => po.UsePostgres(configure: options => options.MaxBatchMessages = 88),
            collection => collection.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(values).Build()));

        Options(services, "").Should().BeEquivalentTo(new
        {
            ConnectionString = "Host=configured",
            Schema = "configured",
            Migrate = false,
            MaxBatchMessages = 88,
            IdleTransactionTimeout = TimeSpan.FromMinutes(2),
        });
    }

    [Theory]
    [InlineData(nameof(PostgresStoreOptions.Schema), "No Name")]
    [InlineData(nameof(PostgresStoreOptions.MaxBatchMessages), "0")]
    [InlineData(nameof(PostgresStoreOptions.MaxBatchBytes), "1")]
    [InlineData(nameof(PostgresStoreOptions.MaxConcurrentBatches), "17")]
    [InlineData(nameof(PostgresStoreOptions.MaxWaitingAppends), "0")]
    [InlineData(nameof(PostgresStoreOptions.AppendTimeout), "00:00:00")]
    [InlineData(nameof(PostgresStoreOptions.LockTimeout), "2.00:00:00")]
    [InlineData(nameof(PostgresStoreOptions.IdleTransactionTimeout), "-00:00:01")]
    [InlineData(nameof(PostgresStoreOptions.HeldBackWarning), "00:00:00")]
    [InlineData(nameof(PostgresStoreOptions.ConnectionString), "postgres://ann:hush@db:x")]
    public void Options_out_of_range_are_refused_by_name_and_without_secrets(string option, string value)
    {
        var values = new Dictionary<string, string?> { [$"Po:Postgres:{option}"] = value };
        using var services = Build(
            po => po.UsePostgres(),
            collection => collection.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(values).Build()));

        var error = FluentActions.Invoking(() => Options(services, "")).Should().Throw<OptionsValidationException>().Which;

        error.Message.Should().Contain(option == nameof(PostgresStoreOptions.ConnectionString) ? "connection string" : option);
        error.Message.Should().NotContain("hush");
        services.GetServices<IStartupValidator>().Should().NotBeEmpty("it is validated when the host starts");
    }

    [Fact]
    public void The_defaults_are_valid() => new PostgresStore(new PostgresStoreOptions { ConnectionString = "Host=localhost" }).Should().NotBeNull();

    [Fact]
    public async Task Several_hosts_are_asked_for_the_one_that_writes()
    {
        var parsed = new NpgsqlConnectionStringBuilder(Fixture.ConnectionString);
        parsed.Host = $"127.0.0.1:1,{parsed.Host}:{parsed.Port}";
        await using var services = Build(po => po.UsePostgres(parsed.ConnectionString));

        await AppendsAsync(services.GetRequiredService<IStore>());
    }

    [Fact]
    public async Task Without_prepared_statements_everything_works_as_well()
    {
        await using var services = Build(po => po.UsePostgres(Fixture.ConnectionString, options => options.PrepareStatements = false));
        var store = services.GetRequiredService<IStore>();

        await AppendsAsync(store);
        var last = (await store.AppendAsync(Stream, A.Records(3))).LastGlobalNumber;
        await store.MovePositionAsync(Group, last);

        (await store.ReadToAsync(new StreamId(Group), last)).Should().HaveCount(3);
        (await store.ReadGlobalAsync(Stream, new PageRequest { From = last })).Records.Should().ContainSingle();
        await using var session = await OpenSessionAsync();
        (await session.ReadAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'po' AND datname = current_database() AND state = 'idle in transaction'"))
            .Should().Be(0);
    }

    [Fact]
    public async Task A_container_that_is_disposed_of_synchronously_closes_everything()
    {
        var name = $"sync {Guid.NewGuid():N}";
        var services = Build(po => po.UsePostgres(Fixture.ConnectionString + $";Application Name={name}"));
        await AppendsAsync(services.GetRequiredService<IStore>());
        var protocol = services.GetRequiredService<IProtocol>();
        await protocol.ListenAsync(_ => { }, Token);
        await protocol.SendAsync(new Nudge(Stream, 1), Token);
        await using var session = await OpenSessionAsync();
        await Eventually.IsTrueAsync(async () => await CountAsync() > 1, "it to append and to listen");

        await Task.Run(services.Dispose, Token).WithinLimitAsync("the container to be disposed of");

        await Eventually.IsTrueAsync(async () => await CountAsync() == 0, "its connections to be closed");

        Task<long> CountAsync() => session.ReadAsync<long>($"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{name}'");
    }

    private static PostgresStoreOptions Options(ServiceProvider services, string name) =>
        services.GetRequiredService<IOptionsMonitor<PostgresStoreOptions>>().Get(name);

    private static async Task AppendsAsync(IStore store)
    {
        await store.InitializeAsync(Token);
        (await store.AppendAsync(new StreamId(A.Group()), A.Record())).LastNumber.Should().Be(1);
    }

    private static ServiceProvider Build(Action<IPoBuilder> configure, Action<IServiceCollection>? add = null, string name = "")
    {
        var services = new ServiceCollection();
        add?.Invoke(services);
        configure(new Builder(name, services));
        return services.BuildServiceProvider();
    }

    private sealed record Builder(string Name, IServiceCollection Services) : IPoBuilder;
}
