namespace Po;

/// <summary>What a command decides: to append messages, maybe none, or to be rejected.</summary>
/// <remarks>
/// <para>Nothing happens by making one: a function that decides can be tested by what it returns. Immutable and thread safe.</para>
/// <para><c>Decision.Append(new Withdrawn(50))</c>, <c>Decision.Append(…).Returning(balance)</c>, <c>Decision.Nothing</c>,
/// <c>Decision.Reject("balance_too_low", "There is not enough on the account.")</c>.</para>
/// </remarks>
public sealed class Decision
{
    private Decision(IReadOnlyList<object> messages, IReadOnlyList<Rejection> rejections)
    {
        Messages = messages;
        Rejections = rejections;
    }

    /// <summary>To append nothing, because there is nothing left to do.</summary>
    public static Decision Nothing { get; } = new([], []);

    /// <summary>What is to be appended, in order; empty if there is nothing to do, and if it is rejected.</summary>
    public IReadOnlyList<object> Messages { get; }

    /// <summary>Why nothing is to be done; empty unless it is rejected.</summary>
    public IReadOnlyList<Rejection> Rejections { get; }

    /// <summary>Whether the command is to be carried out.</summary>
    public bool IsAccepted => Rejections.Count == 0;

    /// <summary>Carries the command out: the messages are appended together, on top of the state that was decided on.</summary>
    /// <param name="messages">Data of registered types, or <see cref="NewMessage"/> around it.</param>
    public static Decision Append(params ReadOnlySpan<object> messages) => new(messages.ToArray(), []);

    /// <summary>Carries the command out: the messages are appended together, on top of the state that was decided on.</summary>
    /// <param name="messages">Data of registered types, or <see cref="NewMessage"/> around it; maybe none.</param>
    public static Decision Append(IEnumerable<object> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return new([.. messages], []);
    }

    /// <summary>Rejects the command.</summary>
    /// <param name="code">What programs know the reason by.</param>
    /// <param name="message">The reason in words.</param>
    /// <param name="member">The part of the command that it is about, if it is about one.</param>
    public static Rejected Reject(string code, string message, string? member = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(code);
        ArgumentNullException.ThrowIfNull(message);
        return new([new Rejection { Code = code, Message = message, Member = member }]);
    }

    /// <summary>Rejects the command for several reasons at once.</summary>
    /// <param name="rejections">The reasons, at least one.</param>
    /// <exception cref="ArgumentException">There is no reason.</exception>
    public static Rejected Reject(IEnumerable<Rejection> rejections)
    {
        ArgumentNullException.ThrowIfNull(rejections);
        Rejection[] reasons = [.. rejections];
        return reasons.Length > 0
            ? new(reasons)
            : throw new ArgumentException("A rejection needs a reason. A command that has nothing to do returns Decision.Nothing.", nameof(rejections));
    }

    /// <summary>The same decision with a value for the caller, who gets it once the messages are stored.</summary>
    /// <typeparam name="TResult">The value.</typeparam>
    /// <param name="value">The value.</param>
    public Decision<TResult> Returning<TResult>(TResult value) => new(this, value);

    /// <summary>A decision that is rejected.</summary>
    /// <param name="rejected">The reasons.</param>
    public static implicit operator Decision(Rejected rejected) => FromRejected(rejected);

    /// <summary>The same as the conversion, for languages without conversions.</summary>
    /// <param name="rejected">The reasons.</param>
    public static Decision FromRejected(Rejected rejected)
    {
        ArgumentNullException.ThrowIfNull(rejected);
        return new([], rejected.Rejections);
    }
}
