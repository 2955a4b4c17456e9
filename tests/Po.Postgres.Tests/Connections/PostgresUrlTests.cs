using Npgsql;

namespace Po.Postgres.Tests;

public sealed class PostgresUrlTests
{
    [Theory]
    [InlineData("postgres://db", "Host=db")]
    [InlineData("postgresql://db/app", "Host=db;Database=app")]
    [InlineData("POSTGRES://db:6543/app", "Host=db;Port=6543;Database=app")]
    [InlineData("postgres://ann@db/app", "Host=db;Database=app;Username=ann")]
    [InlineData("postgres://ann:secret@db/app", "Host=db;Database=app;Username=ann;Password=secret")]
    [InlineData("postgres://ann:@db", "Host=db;Username=ann")]
    [InlineData("postgres://a%40b:p%3Aw%2F%25@db/my%20app", "Host=db;Database=my app;Username=a@b;Password=p:w/%")]
    [InlineData("postgres://ann:p@ss@db", "Host=db;Username=ann;Password=p@ss")]
    [InlineData("postgres://[::1]:5433/app", "Host=::1;Port=5433;Database=app")]
    [InlineData("postgres://[fe80::1]/app", "Host=fe80::1;Database=app")]
    [InlineData("postgres://one:5433,two/app", "Host=one:5433,two;Database=app")]
    [InlineData("postgres://%2Fvar%2Frun%2Fpostgresql/app", "Host=/var/run/postgresql;Database=app")]
    [InlineData("postgres:///app?host=/tmp&port=5499", "Host=/tmp;Port=5499;Database=app")]
    [InlineData("postgres://db/app?sslmode=require", "Host=db;Database=app;SSL Mode=Require")]
    [InlineData("postgres://db/app?sslmode=verify-full&sslrootcert=/ca.pem", "Host=db;Database=app;SSL Mode=VerifyFull;Root Certificate=/ca.pem")]
    [InlineData("postgres://db/?application_name=my%20app&connect_timeout=7", "Host=db;Application Name=my app;Timeout=7")]
    [InlineData("postgres://db?target_session_attrs=read-write", "Host=db;Target Session Attributes=read-write")]
    [InlineData("postgres://db?options=-c%20geqo%3Doff", "Host=db;Options=-c geqo=off")]
    [InlineData("postgres://db?Maximum%20Pool%20Size=7&user=ann&password=x", "Host=db;Maximum Pool Size=7;Username=ann;Password=x")]
    public void Says_the_same_as_a_connection_string(string url, string connectionString) =>
        PostgresConnectionString.Parse(url).Should().BeEquivalentTo(
            new NpgsqlConnectionStringBuilder(connectionString), options => options.Including(builder => builder.ConnectionString));

    [Fact]
    public void A_connection_string_is_read_as_it_is() =>
        PostgresConnectionString.Parse("Host=db;Password=a:b@c/d").Password.Should().Be("a:b@c/d");

    [Theory]
    [InlineData("postgres://ann:hush@db:port/app", "the port is no number")]
    [InlineData("postgres://ann:hu%sh@db/app", "'%' is not followed by two hexadecimal digits")]
    [InlineData("postgres://ann:hush@db/app?colour=blue", "the parameter 'colour' is unknown")]
    [InlineData("postgres://ann:hush@db/app?sslmode=perhaps", "cannot be read")]
    [InlineData("postgres://ann:hush@/app", "it names no host")]
    [InlineData("Host=db;Password=hush;Colour=blue", "it cannot be read")]
    [InlineData("Password=hush", "it names no host")]
    [InlineData("hush", "it cannot be read")]
    public void What_cannot_be_read_is_refused_without_repeating_it(string text, string reason)
    {
        var error = FluentActions.Invoking(() => PostgresConnectionString.Parse(text)).Should().Throw<PoConfigurationException>().Which;

        error.Message.Should().Contain(reason).And.NotContain("hush").And.NotContain("hu%sh");
        error.InnerException.Should().BeNull("the driver may quote what it was given");
    }
}
