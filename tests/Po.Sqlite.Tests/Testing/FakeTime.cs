using Microsoft.Extensions.Time.Testing;
using Po.Specification;

namespace Po.Sqlite.Tests;

/// <summary>Lets time pass that nobody has to wait for.</summary>
public static class FakeTime
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    /// <summary>Lets time pass until a task has ended.</summary>
    public static async Task PassUntilAsync(this FakeTimeProvider time, Task task, string what) => await Eventually.IsTrueAsync(
        () =>
        {
            time.Advance(Step);
            return new(task.IsCompleted);
        },
        what);
}
