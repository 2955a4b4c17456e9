namespace Po.Sqlite;

internal sealed record NewLease(string? Owner, long Epoch, DateTimeOffset Until);
