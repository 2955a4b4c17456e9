using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NSubstitute;

namespace Po.Sqlite.Tests.Hosting;

public sealed class UseSqliteTests : IAsyncDisposable
{
    private readonly TestDatabase _database = new();
    private readonly ServiceCollection _services = new();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Registers_the_store()
    {
        Builder().UseSqlite(_database.Path);
        await using var provider = _services.BuildServiceProvider();

        var store = provider.GetRequiredService<IStore>();

        store.Should().BeOfType<SqliteStore>().And.BeSameAs(provider.GetRequiredService<IStore>());
        store.Capabilities.Should().Be(
            StoreCapabilities.Durable | StoreCapabilities.DbTransactions | StoreCapabilities.MultipleProcesses
            | StoreCapabilities.JoinedTransactions | StoreCapabilities.MultipleStreams);
    }

    [Fact]
    public async Task Registers_stores_with_names_beside_it()
    {
        Builder().UseSqlite(_database.Path);
        Builder("billing").UseSqlite(_database.Path + "-billing");
        await using var provider = _services.BuildServiceProvider();

        provider.GetRequiredKeyedService<IStore>("billing").Should().NotBeSameAs(provider.GetRequiredService<IStore>());
        Options(provider, "billing").Database.Should().EndWith("-billing");
    }

    [Fact]
    public async Task Is_closed_by_a_container_that_is_disposed_of_synchronously()
    {
        Builder().UseSqlite(_database.Path);
        var provider = _services.BuildServiceProvider();
        var store = provider.GetRequiredService<IStore>();
        await store.InitializeAsync(TestContext.Current.CancellationToken);

        provider.Dispose();

        var read = async () => await store.ReadHorizonAsync(TestContext.Current.CancellationToken);
        await read.Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task Replaces_a_store_that_was_chosen_before()
    {
        _services.AddSingleton(Substitute.For<IStore>());

        Builder().UseSqlite(_database.Path);
        await using var provider = _services.BuildServiceProvider();

        provider.GetServices<IStore>().Should().ContainSingle().Which.Should().BeOfType<SqliteStore>();
    }

    [Theory]
    [InlineData("", "Po:Sqlite")]
    [InlineData("billing", "Po:Stores:billing:Sqlite")]
    public async Task Binds_its_section_and_lets_code_win(string name, string section)
    {
        AddConfiguration(new()
        {
            [$"{section}:Database"] = "configured.db",
            [$"{section}:BusyTimeout"] = "00:00:05",
            [$"{section}:MaxBatchMessages"] = "7",
            [$"{section}:Migrate"] = "false",
        });

        _services.Configure<SqliteStoreOptions>(name, options => options.Migrate = true);
        Builder(name).UseSqlite(configure: options => options.MaxBatchMessages = 8);
        await using var provider = _services.BuildServiceProvider();

        Options(provider, name).Should().BeEquivalentTo(new SqliteStoreOptions
        {
            Database = "configured.db",
            BusyTimeout = TimeSpan.FromSeconds(5),
            MaxBatchMessages = 8,
            Migrate = true,
        });
    }

    [Theory]
    [InlineData("Database", "", "*Database*required*")]
    [InlineData("Database", ":memory:", "*in memory*")]
    [InlineData("BusyTimeout", "00:00:00", "*BusyTimeout*")]
    [InlineData("BusyTimeout", "2.00:00:00", "*BusyTimeout*")]
    [InlineData("MaxBatchMessages", "0", "*MaxBatchMessages*")]
    [InlineData("MaxBatchMessages", "10001", "*MaxBatchMessages*")]
    public async Task Refuses_options_at_start_that_cannot_work(string option, string value, string message)
    {
        AddConfiguration(new() { ["Po:Sqlite:Database"] = "po.db", [$"Po:Sqlite:{option}"] = value });
        Builder().UseSqlite();
        await using var provider = _services.BuildServiceProvider();

        var start = () => provider.GetRequiredService<IStartupValidator>().Validate();

        start.Should().Throw<OptionsValidationException>().WithMessage(message);
    }

    [Fact]
    public async Task Validates_each_store_by_its_own_options()
    {
        Builder().UseSqlite(_database.Path);
        Builder("billing").UseSqlite();
        await using var provider = _services.BuildServiceProvider();

        var start = () => provider.GetRequiredService<IStartupValidator>().Validate();

        start.Should().Throw<OptionsValidationException>().Which.OptionsName.Should().Be("billing");
    }

    private static SqliteStoreOptions Options(IServiceProvider provider, string name) =>
        provider.GetRequiredService<IOptionsMonitor<SqliteStoreOptions>>().Get(name);

    private IPoBuilder Builder(string name = "")
    {
        var builder = Substitute.For<IPoBuilder>();
        builder.Name.Returns(name);
        builder.Services.Returns(_services);
        return builder;
    }

    private void AddConfiguration(Dictionary<string, string?> values) =>
        _services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
}
