namespace Po.EndToEnd.Tests.HeldBack;

internal sealed record CarHeldBack(int Car);
