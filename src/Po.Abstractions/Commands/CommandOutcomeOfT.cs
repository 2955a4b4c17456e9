namespace Po;

/// <summary>What has become of a command that returns a value.</summary>
/// <typeparam name="TResult">The value.</typeparam>
public sealed class CommandOutcome<TResult> : CommandOutcome
{
    private readonly TResult? _value;

    /// <summary>Whether there is a value: the command was carried out by this call.</summary>
    public bool HasValue { get; private init; }

    /// <summary>What the command has returned with its decision.</summary>
    /// <remarks>
    /// Only messages are stored, so a repetition has no value; <see cref="CommandOutcome.Repeated"/> holds what it can be told from.
    /// </remarks>
    /// <exception cref="CommandRejectedException">The command was rejected.</exception>
    /// <exception cref="InvalidOperationException">The command was carried out before.</exception>
    public TResult Value
    {
        get
        {
            ThrowIfRejected();
            return HasValue
                ? _value!
                : throw new InvalidOperationException(
                    "The command was carried out before, and what it returned then is not stored. Ask IsRepetition first, and tell the value from "
                    + "the messages in Repeated.");
        }

        init
        {
            _value = value;
            HasValue = true;
        }
    }
}
