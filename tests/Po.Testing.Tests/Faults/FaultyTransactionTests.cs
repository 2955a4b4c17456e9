using Microsoft.Data.Sqlite;
using NSubstitute;
using Po.Sqlite;

namespace Po.Testing.Tests;

/// <summary>Faults inside of transactions, on a store whose one writer is locked by a file.</summary>
public sealed class FaultyTransactionTests : IAsyncDisposable
{
    private static readonly StreamId OfAnn = new("account", "1");
    private static readonly IRegistry Messages = TestRegistry.Create(po => po.AddBankMessages());

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("po-testing-");
    private readonly DrivenClock _clock = new(DateTimeOffset.UnixEpoch, new Pulse());
    private readonly PoTestFaults _faults;
    private readonly FaultyStore _store;

    public FaultyTransactionTests()
    {
        var subscription = Substitute.For<ISubscription>();
        subscription.Id.Returns("fees");
        _faults = new PoTestFaults(_clock)
        {
            Subscriptions = () => [subscription],
        };
        var inner = new SqliteStore(new SqliteStoreOptions { Database = Database });
        _store = new FaultyStore(inner, isOwned: true, _faults, new Pulse(), _clock, () => Messages);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Database => Path.Combine(_folder.FullName, "bank.db");

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_conflict_in_a_transaction_that_may_be_the_only_writer_is_refused_at_once(bool hasLent)
    {
        await using var transaction = await _store.BeginAsync(Token);
        if (hasLent)
        {
            await transaction.GetDbTransactionAsync(Token);
        }
        else
        {
            await transaction.DeleteSnapshotAsync(OfAnn, "balance", Token);
        }

        _faults.ConflictOnNextAppend(OfAnn, new Deposited(1));

        var append = transaction.AppendAsync(AWithdrawal(), Token).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Token);

        (await FluentActions.Awaiting(() => append).Should().ThrowAsync<WriteConflictException>()).Which.Stream.Should().Be(OfAnn);
        await transaction.AppendAsync(AWithdrawal(), Token);
        await transaction.CommitAsync();
    }

    [Fact]
    public async Task Another_one_gets_in_between_as_long_as_nothing_was_written()
    {
        await using var transaction = await _store.BeginAsync(Token);
        await transaction.LockPositionAsync("fees", Token);
        _faults.ConflictOnNextAppend(OfAnn, new Deposited(1));

        await FluentActions.Awaiting(() => transaction.AppendAsync(AWithdrawal(), Token).AsTask()).Should().ThrowAsync<WriteConflictException>();

        (await _store.ReadLastNumberAsync(OfAnn, Token)).Should().Be(1);
    }

    [Fact]
    public async Task An_order_is_kept_when_a_commit_fails_for_another_reason()
    {
        _faults.CrashAfterCommit("fees");
        _faults.CrashBeforeCommit("fees");
        await CommitAsync("a test has taken it away", isAway: true);
        _faults.Pending.Should().Be(2);

        await CommitAsync("a test lets the connection be lost in the commit, which has succeeded");
        (await _store.ReadPositionAsync("fees", Token)).Should().Be(1);
        await CommitAsync("a test lets the process die before the commit");

        (await _store.ReadPositionAsync("fees", Token)).Should().Be(1);
        _faults.Pending.Should().Be(0);
    }

    [Fact]
    public async Task A_transaction_of_the_application_meets_faults_too()
    {
        await _store.InitializeAsync(Token);
        await using var connection = new SqliteConnection($"Data Source={Database}");
        await connection.OpenAsync(Token);
        await using var transaction = connection.BeginTransaction();
        var joined = _store.Join(transaction);
        _faults.ConflictOnNextAppend(OfAnn, new Deposited(1));
        await FluentActions.Awaiting(() => joined.AppendAsync(AWithdrawal(), Token).AsTask()).Should().ThrowAsync<WriteConflictException>();
        await joined.AppendAsync(AWithdrawal(), Token);
        (await joined.ReadLastNumberAsync(OfAnn, Token)).Should().Be(1);

        _faults.StoreUnavailable(TimeSpan.FromMinutes(1));

        await FluentActions.Awaiting(() => joined.ReadHorizonAsync(Token).AsTask()).Should().ThrowAsync<StoreUnavailableException>();
    }

    private async Task CommitAsync(string failure, bool isAway = false)
    {
        await using var transaction = await _store.BeginAsync(Token);
        var position = await transaction.LockPositionAsync("fees", Token);
        _faults.Handled("fees");
        await transaction.SetPositionAsync(position + 1, Token);
        var away = TimeSpan.FromMinutes(isAway ? 1 : 0);
        _faults.StoreUnavailable(away);

        await FluentActions.Awaiting(() => transaction.CommitAsync().AsTask()).Should().ThrowAsync<StoreUnavailableException>()
            .WithMessage($"*{failure}*");

        _clock.Advance(away);
    }

    private static AppendRequest AWithdrawal()
    {
        var (type, data) = Messages.Serialize(new Withdrawn(1));
        return new AppendRequest
        {
            Stream = OfAnn,
            Expected = ExpectedNumber.NoStream,
            Records = [new NewRecord { Id = Guid.CreateVersion7(), Type = type, Data = data, Time = DateTimeOffset.UnixEpoch }],
        };
    }
}
