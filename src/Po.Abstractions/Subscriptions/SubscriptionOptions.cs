using System.ComponentModel.DataAnnotations;

namespace Po;

/// <summary>How a subscription works.</summary>
public sealed class SubscriptionOptions
{
    /// <summary>The most messages read at once; a transaction handles a page, and further pages only if they are there already.</summary>
    /// <value>From 1 to 10,000; 1,000 by default. A subscription that catches up holds three pages: one in hand, and the next two.</value>
    [Range(1, 10_000)]
    public int PageSize { get; set; } = 1_000;

    /// <summary>A page ends with the message that brings its data to this many bytes.</summary>
    /// <value>From 1 to 64 MiB; 1 MiB by default.</value>
    [Range(1, 64 * 1024 * 1024)]
    public int PageBytes { get; set; } = 1024 * 1024;

    /// <summary>After this time a transaction is committed with what it has handled, even if its page is not finished.</summary>
    /// <value>At least 1 ms; 1 s by default.</value>
    public TimeSpan TransactionTime { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long to wait before looking again when nothing was there and nothing has nudged; doubles up to <see cref="MaxPollInterval"/>.</summary>
    /// <value>At least 1 ms; 100 ms by default.</value>
    public TimeSpan MinPollInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait between two looks.</summary>
    /// <value>From <see cref="MinPollInterval"/> to 24 days; 5 s by default.</value>
    public TimeSpan MaxPollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many times a message is handed to the handler before <see cref="OnFailure"/> applies, or a store is asked that refuses to work before
    /// the subscription pauses.
    /// </summary>
    /// <value>At least 1; 5 by default. That the store is away or busy, see <see cref="IStore.IsTransient"/>, does not count.</value>
    [Range(1, int.MaxValue)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>How long to wait before the second attempt; doubles up to <see cref="MaxRetryDelay"/>, with up to a quarter of jitter.</summary>
    /// <value>At least 1 ms; 200 ms by default.</value>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest wait between two attempts, of a handler or of the store.</summary>
    /// <value>From <see cref="RetryDelay"/> to 24 days; 30 s by default.</value>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the message in flight may take once the host stops; then its token is cancelled and its work rolled back.</summary>
    /// <value>From 0 to 24 days; 10 s by default. Keep it below <c>HostOptions.ShutdownTimeout</c>, 30 s by default.</value>
    public TimeSpan GraceTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>What becomes of a message that has failed at its last attempt.</summary>
    /// <value><see cref="FailurePolicy.Pause"/> by default.</value>
    public FailurePolicy OnFailure { get; set; } = FailurePolicy.Pause;

    /// <summary>What becomes of a message whose name is not registered.</summary>
    /// <value>
    /// <see cref="UnknownMessagePolicy.Fail"/> by default. A message of a newer version than the registered one is no unknown one: it pauses the
    /// subscription in this process, see <see cref="MessageVersionException"/>.
    /// </value>
    public UnknownMessagePolicy OnUnknownMessage { get; set; } = UnknownMessagePolicy.Fail;

    /// <summary>Exceptions that no further attempt can help: a message that fails with one has had its last attempt.</summary>
    /// <value>Names of types, with their namespace or without; derived types are meant, too. None by default.</value>
    public IList<string> PermanentExceptions { get; } = [];

    /// <summary>How long a handler may take for a message, or a batch handler for its batch; then its token is cancelled, and it has failed.</summary>
    /// <value>From 1 ms to 24 days; 60 s by default. Only a handler that waits, and passes its token on, can be stopped.</value>
    public TimeSpan HandlerTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How the work of the handler and the position belong together.</summary>
    /// <value><see cref="SubscriptionMode.Transactional"/> by default.</value>
    public SubscriptionMode Mode { get; set; } = SubscriptionMode.Transactional;

    /// <summary>
    /// For how long a detached subscription stays with a worker that is silent; the worker renews it after a third, and cancels its handler when
    /// two thirds have passed in vain.
    /// </summary>
    /// <value>From 1 s to 24 days; 30 s by default. Measured by the clock of the store.</value>
    public TimeSpan LeaseTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Into how many partitions a new subscription is split: messages of one key stay in order, those of different keys are handled at the same
    /// time, by the processes together.
    /// </summary>
    /// <value>
    /// From 1 to 1,024; 1 by default, not split. What is stored wins: a subscription that exists already is split into another number by
    /// <see cref="IPoAdmin.RepartitionAsync"/>, and until then goes on with the number that it has.
    /// </value>
    [Range(1, 1_024)]
    public int Partitions { get; set; } = 1;

    /// <summary>The key of a message, whose hash decides about its partition. In code only.</summary>
    /// <value>
    /// Null by default: the entity of the stream, or its group where it has no entity. A key must always be the same for the same message, in every
    /// process and version, or messages are left out or handled twice; each partition deserialises every message to ask for it.
    /// </value>
    public Func<Message, string>? PartitionBy { get; set; }

    /// <summary>Where a subscription begins about which nothing is stored yet.</summary>
    /// <value><see cref="StartFrom.Beginning"/> by default.</value>
    public StartFrom StartFrom { get; set; } = StartFrom.Beginning;

    /// <summary>The global number after which a new subscription begins, in place of <see cref="StartFrom"/>.</summary>
    /// <value>Not negative; null by default. One that the store has not reached pauses the subscription.</value>
    public long? StartAfter { get; set; }

    /// <summary>The time from which on a new subscription begins, in place of <see cref="StartFrom"/>: with the first message of that time or later.</summary>
    /// <value>Null by default. By <see cref="Message.Time"/>, the clocks of the appenders, which may differ by less than a minute.</value>
    public DateTimeOffset? StartTime { get; set; }

    /// <summary>The groups to subscribe to, for a subscription to every group (<c>*</c>); the store leaves the others out.</summary>
    /// <value>Every group by default.</value>
    public IList<string> Groups { get; } = [];

    /// <summary>The names of the message types to hand over; the store leaves the others out, and the position passes them.</summary>
    /// <value>Every type by default. Names without versions: whatever is stored that is read as one of these types is handed over.</value>
    public IList<string> MessageTypes { get; } = [];
}
