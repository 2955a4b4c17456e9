using System.Reflection;

namespace Po.Hosting;

// One binding of a handler to a subscription, as the application has written it; checked when the catalog is made.
internal sealed class SubscriptionRegistration : IEquatable<SubscriptionRegistration>
{
    private readonly object _handler;

    public SubscriptionRegistration(string id, string source, object handler, IHandlerSource handlerSource)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentException.ThrowIfNullOrEmpty(source);
        Id = id;
        Source = source;
        _handler = handler;
        HandlerSource = handlerSource;
    }

    public string Id { get; }

    public string Source { get; }

    public IHandlerSource HandlerSource { get; }

    public List<Action<SubscriptionOptions>> Configure { get; } = [];

    // Null for a delegate.
    public Type? HandlerType => _handler as Type;

    public string HandlerName => HandlerType?.ToString() ?? "a delegate";

    // A class is asked when it is made; here are what stands for it, and a delegate, which is marked itself.
    public bool HasOutsideEffects =>
        (HandlerType ?? (MemberInfo?)(_handler as Delegate)?.Method)?.IsDefined(typeof(OutsideEffectsAttribute), inherit: true) == true;

    public bool Equals(SubscriptionRegistration? other) =>
        other is not null && Id == other.Id && Source == other.Source && _handler.Equals(other._handler);

    public override bool Equals(object? obj) => Equals(obj as SubscriptionRegistration);

    public override int GetHashCode() => HashCode.Combine(Id, Source, _handler);
}
