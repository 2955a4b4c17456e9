namespace Po.Hosting;

/// <summary>Po without a host, for scripts and tests: message streams on a store of their own.</summary>
public static class PoApplication
{
    /// <summary>Puts a store, a registry and a broker together.</summary>
    /// <param name="configure">Chooses the store and registers messages.</param>
    public static PoEngine Create(Action<IPoBuilder> configure) => throw new NotImplementedException();
}
