namespace Po.Tests;

// Tests whose clock goes on while workers work: beside others they would see it run ahead of them.
[CollectionDefinition(nameof(OnTheirOwn), DisableParallelization = true)]
public sealed class OnTheirOwn;
