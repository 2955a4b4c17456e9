namespace Po;

/// <summary>Anything that messages can be handed to. Implement <see cref="IHandler{T}"/>, <see cref="IHandler"/>, both, or <see cref="IBatchHandler"/>; never this alone.</summary>
/// <remarks>
/// A message goes to the <see cref="IHandler{T}"/> of its exact type if the handler has one, else to its <see cref="IHandler"/>,
/// else to its <see cref="IBatchHandler"/>, else nowhere. A subscription hands whole batches to an <see cref="IBatchHandler"/>.
/// </remarks>
public interface IMessageHandler
{
}
