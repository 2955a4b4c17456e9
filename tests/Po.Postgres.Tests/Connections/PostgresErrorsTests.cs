using System.Net.Sockets;
using Npgsql;

namespace Po.Postgres.Tests;

public sealed class PostgresErrorsTests
{
    public static TheoryData<string> TransientStates =>
    [
        "40001", "40P01", "55P03", "57014", "57P01", "57P02", "57P03", "57P05", "25P03", "25P04", "25006",
        "08000", "08001", "08003", "08004", "08006", "08007", "08P01", "53000", "53100", "53200", "53300", "53400",
    ];

    public static TheoryData<string> LastingStates =>
    [
        "42P01", "42501", "42703", "42601", "28000", "28P01", "3D000", "23505", "23514", "22021", "22001", "54000", "P0001", "0A000",
        "25P02", "57P04", "XX000", "00000", "02000",
    ];

    [Theory]
    [MemberData(nameof(TransientStates))]
    public void What_goes_away_by_itself_is_transient(string state) =>
        PostgresErrors.IsTransient(Error(state)).Should().BeTrue();

    [Theory]
    [MemberData(nameof(LastingStates))]
    public void What_stays_is_not(string state) => PostgresErrors.IsTransient(Error(state)).Should().BeFalse();

    [Fact]
    public void A_line_that_breaks_or_a_pool_without_room_is_transient()
    {
        Exception[] errors =
        [
            new NpgsqlException("broken", new IOException("reset by peer")),
            new NpgsqlException("broken", new EndOfStreamException()),
            new NpgsqlException("connecting", new SocketException((int)SocketError.ConnectionRefused)),
            new NpgsqlException("exhausted", new TimeoutException()),
            new NpgsqlException("no host", new AggregateException(new NpgsqlException("connecting", new SocketException(111)))),
            new TimeoutException(),
            new StandbyException("'a' on b"),
            new StoreBusyException("a", TimeSpan.FromSeconds(1)),
        ];

        errors.Should().OnlyContain(error => PostgresErrors.IsTransient(error));
    }

    [Fact]
    public void A_mistake_is_not_transient()
    {
        Exception[] errors =
        [
            new NpgsqlException("no reason given"),
            new NpgsqlException("inner", new InvalidOperationException()),
            new InvalidOperationException(),
            new OperationCanceledException(),
            new ArgumentException("wrong"),
            new WriteConflictException(new StreamId("a"), 1, 2),
        ];

        errors.Should().NotContain(error => PostgresErrors.IsTransient(error));
    }

    [Theory]
    [InlineData("ERROR", false)]
    [InlineData("FATAL", true)]
    [InlineData("PANIC", true)]
    public void Only_an_error_that_ends_nothing_but_the_transaction_says_that_nothing_was_committed(string severity, bool unknown) =>
        PostgresErrors.IsOutcomeUnknown(new PostgresException("message", severity, severity, "57P01")).Should().Be(unknown);

    [Fact]
    public void A_conflict_is_known_by_its_constraint()
    {
        PostgresErrors.IsNumberTaken(Error("23505", "po_records_stream_number_key")).Should().BeTrue();
        PostgresErrors.IsIdTaken(Error("23505", "po_records_message_id_key")).Should().BeTrue();
        PostgresErrors.IsNumberTaken(Error("23505", "users_email_key")).Should().BeFalse();
        PostgresErrors.IsIdTaken(Error("23514", "po_records_message_id_key")).Should().BeFalse();
    }

    private static PostgresException Error(string state, string? constraint = null) =>
        new("message", "ERROR", "ERROR", state, constraintName: constraint);
}
