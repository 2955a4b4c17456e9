using System.Diagnostics;

namespace Po;

// Turns what an application appends into records: names, bytes, ids, times, correlation, limits.
internal sealed class RecordFactory
{
    private readonly IRegistry _registry;
    private readonly PoLimits _limits;
    private readonly TimeProvider _timeProvider;

    public RecordFactory(IRegistry registry, PoLimits limits, TimeProvider timeProvider)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limits.MaxMessageBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(limits.MaxAppendBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(limits.MaxAppendMessages, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(limits.MaxHeaderBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(limits.MaxJsonDepth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limits.MaxJsonDepth, PoLimits.DeepestJson);
        _registry = registry;
        _limits = limits;
        _timeProvider = timeProvider;
    }

    public NewRecord[] Create(IReadOnlyList<object> messages, Message? cause)
    {
        if (messages.Count > _limits.MaxAppendMessages)
        {
            throw new LimitExceededException(nameof(PoLimits.MaxAppendMessages), messages.Count, _limits.MaxAppendMessages);
        }

        var now = Now();
        var activity = Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current : null;
        var records = new NewRecord[messages.Count];
        long bytes = 0;
        for (var i = 0; i < records.Length; i++)
        {
            records[i] = Create(messages[i], cause, activity, now);
            bytes += records[i].Data.Length;
        }

        return bytes <= _limits.MaxAppendBytes
            ? records
            : throw new LimitExceededException(nameof(PoLimits.MaxAppendBytes), bytes, _limits.MaxAppendBytes);
    }

    private NewRecord Create(object message, Message? cause, Activity? activity, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(message);
        var wrapper = message as NewMessage;
        var serialized = _registry.Serialize(wrapper?.Data ?? message);
        var (type, data) = serialized;
        var headers = HeaderJson.Write(wrapper?.Headers, activity?.Id, serialized.ContentType);
        if (data.Length > _limits.MaxMessageBytes)
        {
            throw new LimitExceededException(nameof(PoLimits.MaxMessageBytes), data.Length, _limits.MaxMessageBytes);
        }

        CheckDepth(serialized);
        if (headers.Length > _limits.MaxHeaderBytes)
        {
            throw new LimitExceededException(nameof(PoLimits.MaxHeaderBytes), headers.Length, _limits.MaxHeaderBytes);
        }

        return new NewRecord
        {
            Id = wrapper?.Id ?? MessageIds.Create(now),
            Type = type,
            Data = data,
            Headers = headers,
            CorrelationId = wrapper?.CorrelationId ?? cause?.CorrelationId ?? activity?.TraceId.ToHexString(),
            CausationId = wrapper?.CausationId ?? cause?.Id.ToString(),
            Time = now,
        };
    }

    // Each level takes two brackets, so most messages are too short to be too deep.
    private void CheckDepth(SerializedMessage message)
    {
        if (message.Data.Length > 2 * _limits.MaxJsonDepth
            && message.ContentType == ContentTypes.Json
            && JsonDepth.Of(message.Data.Span) is var depth
            && depth > _limits.MaxJsonDepth)
        {
            throw new LimitExceededException(nameof(PoLimits.MaxJsonDepth), depth, _limits.MaxJsonDepth);
        }
    }

    // Microseconds are what every store can keep, so that a message reads back as it was appended.
    private DateTimeOffset Now()
    {
        var now = _timeProvider.GetUtcNow();
        return new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
    }
}
