namespace Po;

/// <summary>Anything that messages can be handed to. Implement <see cref="IHandler{T}"/>, <see cref="IHandler"/> or both, never this alone.</summary>
/// <remarks>
/// A message goes to the <see cref="IHandler{T}"/> of its exact type if the handler has one, else to its <see cref="IHandler"/>,
/// else nowhere.
/// </remarks>
public interface IMessageHandler
{
}
