using System.Globalization;

namespace Po;

/// <summary>What an append expects of its stream: anything, that it does not exist, or the number of its last message.</summary>
/// <remarks><c>default</c> is <see cref="Any"/>. A plain <see cref="long"/> converts by itself; 0 is <see cref="NoStream"/>.</remarks>
public readonly record struct ExpectedNumber
{
    // Shifted by one so that default(ExpectedNumber) is "any" and no caller ever meets a magic number.
    private readonly long _numberPlusOne;

    private ExpectedNumber(long number) => _numberPlusOne = number + 1;

    /// <summary>The append succeeds whatever the stream holds.</summary>
    public static ExpectedNumber Any => default;

    /// <summary>The append succeeds only if the stream has no message yet.</summary>
    public static ExpectedNumber NoStream => new(0);

    /// <summary>Whether nothing is expected.</summary>
    public bool IsAny => _numberPlusOne == 0;

    /// <summary>The number that the stream's last message must have, 0 for an empty stream; null if nothing is expected.</summary>
    public long? Number => IsAny ? null : _numberPlusOne - 1;

    /// <summary>The append succeeds only on top of the message with this number.</summary>
    /// <param name="number">The number of the stream's last message; 0 for an empty stream.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="number"/> is negative.</exception>
    public static ExpectedNumber Exactly(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        return new ExpectedNumber(number);
    }

    /// <summary>The same as <see cref="Exactly"/>.</summary>
    /// <param name="number">The number of the stream's last message; 0 for an empty stream.</param>
    public static implicit operator ExpectedNumber(long number) => Exactly(number);

    /// <summary>The same as <see cref="Exactly"/>, for languages without conversions.</summary>
    /// <param name="number">The number of the stream's last message; 0 for an empty stream.</param>
    public static ExpectedNumber FromInt64(long number) => Exactly(number);

    /// <summary>Whether a stream whose last message has this number is what was expected.</summary>
    /// <param name="actualNumber">The number of the stream's last message; 0 for an empty stream.</param>
    public bool Allows(long actualNumber) => IsAny || actualNumber == Number;

    /// <summary>For messages: <c>any</c>, <c>no stream</c> or the number.</summary>
    public override string ToString() => Number switch
    {
        null => "any",
        0 => "no stream",
        { } number => number.ToString(CultureInfo.InvariantCulture),
    };
}
