using Npgsql;
using NpgsqlTypes;

namespace Po.Postgres;

// Parameters with the type that the statement names: no guess, no boxing.
internal static class PostgresParameter
{
    public static NpgsqlParameter Text(string value) => Create(value, NpgsqlDbType.Text);

    public static NpgsqlParameter TextOrNull(string? value) =>
        value is null ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text } : Text(value);

    public static NpgsqlParameter BigIntOrNull(long? value) =>
        value is { } number ? BigInt(number) : new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint };

    public static NpgsqlParameter Time(DateTimeOffset value) => Create(value.UtcDateTime, NpgsqlDbType.TimestampTz);

    public static NpgsqlParameter BigInt(long value) => Create(value, NpgsqlDbType.Bigint);

    public static NpgsqlParameter Integer(int value) => Create(value, NpgsqlDbType.Integer);

    public static NpgsqlParameter Boolean(bool value) => Create(value, NpgsqlDbType.Boolean);

    public static NpgsqlParameter Uuid(Guid value) => Create(value, NpgsqlDbType.Uuid);

    public static NpgsqlParameter Bytes(ReadOnlyMemory<byte> value) => Create(value, NpgsqlDbType.Bytea);

    /// <summary>A time-out as PostgreSQL's settings want it: whole milliseconds, 0 for none.</summary>
    /// <param name="value">The time-out.</param>
    public static NpgsqlParameter Timeout(TimeSpan value) => Text(
        ((long)Math.Ceiling(value.TotalMilliseconds)).ToString(System.Globalization.CultureInfo.InvariantCulture));

    public static NpgsqlParameter Array<T>(T[] values, NpgsqlDbType elementType) =>
        Create(values, NpgsqlDbType.Array | elementType);

    private static NpgsqlParameter<T> Create<T>(T value, NpgsqlDbType type) => new() { TypedValue = value, NpgsqlDbType = type };
}
