using Microsoft.Extensions.Logging;

namespace Highway;

/// <summary>Lets warnings of this process appear among the events: written to the console, they would tear up the live view.</summary>
internal sealed class EventLogProvider(EventLog events) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new EventLogger(events);

    public void Dispose()
    {
    }

    private sealed class EventLogger(EventLog events) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                events.Add(formatter(state, exception));
            }
        }
    }
}
