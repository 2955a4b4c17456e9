using System.Collections.Frozen;

namespace Po;

/// <summary>How messages build a state: plain functions, made once and used by every command and projection of that state.</summary>
/// <typeparam name="TState">The state: an immutable value, a record for example. A message makes a new one of it.</typeparam>
/// <remarks>
/// <para>Immutable and thread safe; each call returns a new fold. Messages that no function is given for leave the state as it is.</para>
/// <code>
/// new Fold&lt;Account&gt;(Account.None)
///     .On&lt;Deposited&gt;((account, deposited) => account with { Balance = account.Balance + deposited.Amount })
/// </code>
/// </remarks>
public sealed class Fold<TState>
    where TState : notnull
{
    private readonly TState _initial;
    private readonly Func<TState, object, TState>? _otherwise;
    private readonly FrozenDictionary<Type, Function> _functions;
    private readonly int _snapshotVersion;

    /// <summary>A fold that begins with a state and knows no message yet.</summary>
    /// <param name="initial">The state of an empty stream; shared by everybody, so never changed.</param>
    public Fold(TState initial)
        : this(initial, null, FrozenDictionary<Type, Function>.Empty, null, 1)
    {
    }

    /// <summary>A fold whose function looks at the type of the data itself.</summary>
    /// <param name="initial">The state of an empty stream; shared by everybody, so never changed.</param>
    /// <param name="evolve">Makes the next state of a state and the data of a message; returns the state that it was given for data that it does not know.</param>
    public Fold(TState initial, Func<TState, object, TState> evolve)
        : this(initial, evolve, FrozenDictionary<Type, Function>.Empty, null, 1) => ArgumentNullException.ThrowIfNull(evolve);

    private Fold(
        TState initial,
        Func<TState, object, TState>? otherwise,
        FrozenDictionary<Type, Function> functions,
        string? snapshotName,
        int snapshotVersion)
    {
        ArgumentNullException.ThrowIfNull(initial);
        _initial = initial;
        _otherwise = otherwise;
        _functions = functions;
        SnapshotName = snapshotName;
        _snapshotVersion = snapshotVersion;
    }

    /// <summary>The name under which the state is kept; null if it is not.</summary>
    public string? SnapshotName { get; }

    /// <summary>Adds what messages of one type do.</summary>
    /// <typeparam name="T">The registered type of the data, exactly.</typeparam>
    /// <param name="evolve">Makes the next state of a state and the data.</param>
    /// <exception cref="ArgumentException">There is a function for this type already.</exception>
    public Fold<TState> On<T>(Func<TState, T, TState> evolve)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(evolve);
        return Add<T>((state, message) => evolve(state, message.Data));
    }

    /// <summary>Adds what messages of one type do, for a state that holds their number, time or headers.</summary>
    /// <typeparam name="T">The registered type of the data, exactly.</typeparam>
    /// <param name="evolve">Makes the next state of a state and the message.</param>
    /// <exception cref="ArgumentException">There is a function for this type already.</exception>
    public Fold<TState> OnMessage<T>(Func<TState, Message<T>, TState> evolve)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(evolve);
        return Add(evolve);
    }

    /// <summary>Keeps the state in snapshots, as <see cref="INamedSnapshot{TState}"/> does.</summary>
    /// <param name="name">The name, unique among the snapshots of one stream.</param>
    /// <param name="version">As <see cref="INamedSnapshot{TState}.SnapshotVersion"/>: change it when the functions make something else of the same messages.</param>
    public Fold<TState> WithSnapshot(string name, int version = 1)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new(_initial, _otherwise, _functions, name, version);
    }

    /// <summary>The state that data builds, appended to an empty stream in this order: for tests of decisions, without a store.</summary>
    /// <remarks>
    /// The messages have the numbers 1, 2, 3 …, and what a <see cref="NewMessage"/> says; what a store would add, such as their time, is left out.
    /// </remarks>
    /// <param name="data">Instances of types that messages have, or <see cref="NewMessage"/> around them.</param>
    public TState Of(params ReadOnlySpan<object> data)
    {
        var state = _initial;
        for (var i = 0; i < data.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(data[i], nameof(data));
            var message = data[i] as NewMessage ?? new NewMessage(data[i]);
            state = _functions.TryGetValue(message.Data.GetType(), out var function) ? function.Evolve(state, function.Wrap(message, i + 1))
                : _otherwise is not null ? _otherwise(state, message.Data) : state;
        }

        return state;
    }

    /// <summary>Begins a new projection with the initial state.</summary>
    public IFoldProjection<TState> Start() => SnapshotName is { } name
        ? new NamedFoldProjection<TState>(this, _initial, name, _snapshotVersion)
        : new FoldProjection<TState>(this, _initial);

    internal TState Evolve(TState state, Message message) =>
        _functions.TryGetValue(message.Data.GetType(), out var function) ? function.Evolve(state, message)
        : _otherwise is not null ? _otherwise(state, message.Data) : state;

    private Fold<TState> Add<T>(Func<TState, Message<T>, TState> evolve)
        where T : notnull
    {
        if (_functions.ContainsKey(typeof(T)))
        {
            throw new ArgumentException($"The fold has a function for {typeof(T)} already.");
        }

        var function = new Function((state, message) => evolve(state, (Message<T>)message), Wrap<T>);
        return new(_initial, _otherwise, _functions.Append(KeyValuePair.Create(typeof(T), function)).ToFrozenDictionary(), SnapshotName, _snapshotVersion);
    }

    private static Message<T> Wrap<T>(NewMessage message, long number)
        where T : notnull => new()
        {
            Data = (T)message.Data,
            Id = message.Id ?? Guid.Empty,
            Number = number,
            GlobalNumber = number,
            CorrelationId = message.CorrelationId,
            CausationId = message.CausationId,
            Headers = message.Headers ?? MessageHeaders.Empty,
        };

    private sealed record Function(Func<TState, Message, TState> Evolve, Func<NewMessage, long, Message> Wrap);
}
