using Microsoft.Extensions.Options;

namespace Po.Sqlite;

// Generated from the attributes of the options.
[OptionsValidator]
internal sealed partial class SqliteStoreOptionsValidator : IValidateOptions<SqliteStoreOptions>;
