using Microsoft.Extensions.Options;

namespace Po.Postgres;

[OptionsValidator]
internal sealed partial class PostgresStoreOptionsValidator : IValidateOptions<PostgresStoreOptions>
{
}
