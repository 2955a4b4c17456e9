namespace Po;

/// <summary>Marks a handler that does something outside the transaction of its subscription: a mail, a payment, a call to another system.</summary>
/// <remarks>
/// Such a handler is never run for <see cref="IPo.RebuildAsync"/>, which would do it all once more. On a class it counts for derived classes, too;
/// a delegate is marked as <c>[OutsideEffects] (message, context, cancellationToken) => …</c>.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class OutsideEffectsAttribute : Attribute;
