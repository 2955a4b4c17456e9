namespace Po.Tests;

// The transient fault of FaultyStore.
internal sealed class StoreAwayException(string message = "The store is away.") : Exception(message);
