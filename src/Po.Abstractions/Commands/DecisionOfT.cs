namespace Po;

/// <summary>What a command decides, with a value for the caller if it is carried out.</summary>
/// <typeparam name="TResult">The value.</typeparam>
/// <remarks>Made by <see cref="Decision.Returning"/>, or of a rejection. Immutable and thread safe as far as the value is.</remarks>
public sealed class Decision<TResult>
{
    private readonly Decision _decision;
    private readonly TResult? _value;

    internal Decision(Decision decision, TResult? value)
    {
        _decision = decision;
        _value = value;
    }

    /// <inheritdoc cref="Decision.Messages"/>
    public IReadOnlyList<object> Messages => _decision.Messages;

    /// <inheritdoc cref="Decision.Rejections"/>
    public IReadOnlyList<Rejection> Rejections => _decision.Rejections;

    /// <inheritdoc cref="Decision.IsAccepted"/>
    public bool IsAccepted => _decision.IsAccepted;

    /// <summary>The value for the caller.</summary>
    /// <exception cref="InvalidOperationException">The command is rejected.</exception>
    public TResult Value => IsAccepted ? _value! : throw new InvalidOperationException("A command that is rejected returns no value.");

    /// <summary>A decision that is rejected.</summary>
    /// <param name="rejected">The reasons.</param>
    public static implicit operator Decision<TResult>(Rejected rejected) => new(rejected, default);
}
