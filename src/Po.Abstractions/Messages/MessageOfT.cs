namespace Po;

/// <summary>A message whose data is a <typeparamref name="T"/>.</summary>
/// <typeparam name="T">The registered type of the data, exactly: a message is not also a message of a base type.</typeparam>
public sealed record Message<T> : Message
    where T : notnull
{
    /// <inheritdoc cref="Message.Data"/>
    public new required T Data { get; init; }

    /// <inheritdoc/>
    public override ValueTask DispatchAsync(IMessageHandler handler, CancellationToken cancellationToken = default) =>
        handler switch
        {
            IHandler<T> typed => typed.HandleAsync(this, cancellationToken),
            IHandler any => any.HandleAsync(this, cancellationToken),
            IBatchHandler batch => batch.HandleAsync([this], cancellationToken),
            _ => ValueTask.CompletedTask,
        };

    private protected override object GetData() => Data;
}
