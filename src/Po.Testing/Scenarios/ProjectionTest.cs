namespace Po.Testing;

/// <summary>Tests projections, and handlers that need no transaction: given these messages, then the state is that.</summary>
public static class ProjectionTest
{
    /// <summary>Begins the test of a projection.</summary>
    /// <typeparam name="TProjection">The projection.</typeparam>
    /// <param name="registry">The messages of the application: <see cref="TestRegistry.Create"/>, or that of its services.</param>
    /// <param name="createProjection">Makes a fresh projection; called anew each time that the messages are projected.</param>
    public static ProjectionTest<TProjection> For<TProjection>(IRegistry registry, Func<TProjection> createProjection)
        where TProjection : IMessageHandler
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(createProjection);
        return new ProjectionTest<TProjection>(new Scenario(registry), createProjection);
    }
}
