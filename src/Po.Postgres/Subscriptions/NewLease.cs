namespace Po.Postgres;

internal sealed record NewLease(string? Owner, long Epoch, TimeSpan Duration);
