namespace Po.Testing;

// Until a task has ended, one way or the other.
internal sealed class TaskGoal(Task task, bool isImpatient) : IDriveGoal
{
    public string Description => "What the test waits for has not ended";

    public IEnumerable<string> Unreached => [];

    public bool IsWorking => false;

    public bool IsImpatient => isImpatient;

    public ValueTask<bool> IsReachedAsync(CancellationToken cancellationToken) => new(task.IsCompleted);
}
