namespace Po.Specification;

/// <summary>A store is held to every specification there is, not only to those that were there when its tests were written.</summary>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class CompletenessSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    [Fact]
    public void Has_a_test_class_for_each_specification()
    {
        var specifications = typeof(StoreSpecification<>).Assembly.GetTypes().Where(type =>
            type.IsAbstract && type.IsGenericTypeDefinition && type.Name.EndsWith("Specification`1", StringComparison.Ordinal)
            && type != typeof(StoreSpecification<>));
        var derived = GetType().Assembly.GetTypes()
            .Where(type => !type.IsAbstract && typeof(StoreSpecification<TFixture>).IsAssignableFrom(type))
            .Select(type => type.BaseType!.GetGenericTypeDefinition());

        specifications.Except(derived).Select(type => type.Name).Should().BeEmpty("a store passes all of them");
    }
}
