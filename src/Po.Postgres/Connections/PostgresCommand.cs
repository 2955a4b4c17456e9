using Npgsql;

namespace Po.Postgres;

internal static class PostgresCommand
{
    public static NpgsqlCommand Create(NpgsqlConnection connection, string text, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlCommand(text, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
