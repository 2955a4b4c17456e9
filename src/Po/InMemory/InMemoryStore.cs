namespace Po;

/// <summary>Keeps everything in the memory of this process: for tests and first steps, and the reference for every other store.</summary>
/// <remarks>Complete but for durability: nothing outlives the process. Thread safe.</remarks>
public sealed class InMemoryStore
{
}
