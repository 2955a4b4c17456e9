namespace Po.Tests;

public class StreamViewTests
{
    [Fact]
    public async Task Is_not_locked_before_it_has_read_or_appended()
    {
        await using var po = new TestPo();

        po.Engine.Stream(A.Stream("a-1")).LockedNumber.Should().BeNull();
        po.Engine.Stream(A.Stream("a-1")).Id.Should().Be(A.Stream("a-1"));
    }

    [Fact]
    public async Task Appends_without_condition_until_it_has_seen_something()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 2));
        var view = po.Engine.Stream(A.Stream("a-1"));

        await view.AppendAsync([new Added(3)], Token);

        view.LockedNumber.Should().Be(3);
    }

    [Fact]
    public async Task Projecting_locks_it_to_the_last_number_read()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 2));
        var view = po.Engine.Stream(A.Stream("a-1"));
        await view.ProjectAsync(new Sum(), Token);
        await po.AppendAsync("a-1", new Added(3));

        var append = () => view.AppendAsync([new Added(4)], Token).AsTask();

        (await append.Should().ThrowAsync<WriteConflictException>()).Which.Should()
            .Match<WriteConflictException>(e => e.Expected == ExpectedNumber.Exactly(2) && e.ActualNumber == 3);
        (await po.Engine.ValuesAsync("a-1")).Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task Projecting_an_empty_stream_locks_it_to_nothing_there()
    {
        await using var po = new TestPo();
        var view = po.Engine.Stream(A.Stream("a-1"));
        await view.ProjectAsync(new Sum(), Token);
        view.LockedNumber.Should().Be(0);
        await po.AppendAsync("a-1", new Added(1));

        var append = () => view.AppendAsync([new Added(2)], Token).AsTask();

        (await append.Should().ThrowAsync<WriteConflictException>()).Which.Expected.Should().Be(ExpectedNumber.NoStream);
    }

    [Fact]
    public async Task Append_after_conflict_still_conflicts()
    {
        await using var po = new TestPo();
        var view = po.Engine.Stream(A.Stream("a-1"));
        await view.ProjectAsync(new Sum(), Token);
        await po.AppendAsync("a-1", new Added(1));
        var append = () => view.AppendAsync([new Added(2)], Token).AsTask();
        await append.Should().ThrowAsync<WriteConflictException>();

        await append.Should().ThrowAsync<WriteConflictException>();

        view.LockedNumber.Should().Be(0);
        (await po.Engine.ValuesAsync("a-1")).Should().Equal(1);
    }

    [Fact]
    public async Task Projecting_again_after_a_conflict_unlocks_it()
    {
        await using var po = new TestPo();
        var view = po.Engine.Stream(A.Stream("a-1"));
        await view.ProjectAsync(new Sum(), Token);
        await po.AppendAsync("a-1", new Added(1));
        var append = () => view.AppendAsync([new Added(2)], Token).AsTask();
        await append.Should().ThrowAsync<WriteConflictException>();

        await view.ProjectAsync(new Sum(), Token);
        await append.Should().NotThrowAsync();

        (await po.Engine.ValuesAsync("a-1")).Should().Equal(1, 2);
    }

    [Fact]
    public async Task Appends_on_top_of_its_own_appends()
    {
        await using var po = new TestPo();
        var view = po.Engine.Stream(A.Stream("a-1"));

        await view.AppendAsync([new Added(1)], Token);
        await view.AppendAsync([new Added(2), new Added(3)], Token);
        await po.AppendAsync("a-1", new Added(9));

        var append = () => view.AppendAsync([new Added(4)], Token).AsTask();
        await append.Should().ThrowAsync<WriteConflictException>();
    }

    [Fact]
    public async Task Execute_after_append_sees_the_whole_stream()
    {
        await using var po = new TestPo();
        var view = po.Engine.Stream(A.Stream("a-1"));
        await view.AppendAsync(A.Messages(1, 3), Token);

        var result = await view.ExecuteAsync(() => new AddOne(), Token);

        result.Command.Seen.Should().Equal(1, 2, 3);
        view.LockedNumber.Should().Be(4);
    }

    [Fact]
    public async Task Held_outside_of_what_is_executed_together_it_begins_each_attempt_with_what_it_had_seen_before()
    {
        await using var po = new TestPo();
        var (view, other) = (po.Engine.Stream(A.Stream("a-1")), po.Engine.Stream(A.Stream("a-2")));
        await other.AppendAsync([new Added(1)], Token);
        var locked = new List<long?>();

        await po.Engine.ExecuteTogetherAsync(
            async token =>
            {
                await view.ProjectAsync(new Sum(), token);
                await other.AppendAsync([new Added(2)], token);
                await other.AppendAsync([new Added(3)], token);
                locked.Add(other.LockedNumber);
                if (locked.Count == 1)
                {
                    throw new WriteConflictException(view.Id, ExpectedNumber.Any, 0);
                }

                await view.AppendAsync([new Added(3)], token);
            },
            Token);

        locked.Should().Equal(3, 3);
        view.LockedNumber.Should().Be(1);
        other.LockedNumber.Should().Be(3);
        await view.AppendAsync([new Added(4)], Token);
        await other.AppendAsync([new Added(4)], Token);
        (await po.Engine.ValuesAsync("a-2")).Should().Equal(1, 2, 3, 4);
    }

    [Fact]
    public async Task What_it_has_seen_of_work_that_was_not_stored_it_has_not_seen()
    {
        await using var po = new TestPo();
        var (view, other) = (po.Engine.Stream(A.Stream("a-1")), po.Engine.Stream(A.Stream("a-2")));
        await other.AppendAsync([new Added(1)], Token);

        var work = () => po.Engine.ExecuteTogetherAsync(
            async token =>
            {
                await view.AppendAsync([new Added(1)], token);
                await other.ExecuteAsync(() => new AddOne(), token);
                throw new FormatException();
            },
            Token).AsTask();
        await work.Should().ThrowAsync<FormatException>();

        view.LockedNumber.Should().BeNull();
        other.LockedNumber.Should().Be(1);
        await other.AppendAsync([new Added(2)], Token);
    }

    [Fact]
    public async Task Kept_by_a_handler_it_begins_each_attempt_with_what_was_stored()
    {
        await using var po = new TestPo();
        var view = po.Engine.Stream(A.Stream("effects-1"));
        var attempts = 0;
        var recorder = new Recorder(async (message, token) =>
        {
            await view.AppendAsync([message.Data], token);
            if (++attempts == 2)
            {
                throw new FormatException();
            }
        });
        await po.AppendAsync("a-1", A.Messages(1, 3));

        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", recorder, new() { MaxAttempts = 2 }));

        (await po.Engine.ValuesAsync("effects-1")).Should().Equal(1, 2, 3);
        view.LockedNumber.Should().Be(3);
    }

    [Fact]
    public async Task A_second_projection_sees_the_whole_stream()
    {
        await using var po = new TestPo();
        var view = po.Engine.Stream(A.Stream("a-1"));
        await view.AppendAsync(A.Messages(1, 3), Token);

        (await view.ProjectAsync(new Sum(), Token)).Total.Should().Be(6);
        (await view.ProjectAsync(new Sum(), Token)).Total.Should().Be(6);
    }

    [Fact]
    public async Task Execute_locks_it_even_if_the_command_appends_nothing()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 2));
        var view = po.Engine.Stream(A.Stream("a-1"));

        await view.ExecuteAsync(() => new AddOne { Deciding = (_, _) => ValueTask.CompletedTask }, Token);

        view.LockedNumber.Should().Be(2);
    }

    [Fact]
    public async Task Keeps_its_lock_when_a_projection_fails()
    {
        await using var po = new TestPo();
        var view = po.Engine.Stream(A.Stream("a-1"));
        await view.AppendAsync([new Added(1)], Token);
        await po.AppendAsync("a-1", new Added(2));

        var project = () => view.ProjectAsync(new Recorder(_ => throw new FormatException()), Token).AsTask();
        await project.Should().ThrowAsync<FormatException>();

        view.LockedNumber.Should().Be(1);
    }

    [Fact]
    public async Task After_projecting_a_group_appends_on_its_own_number()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 50));
        await po.AppendAsync("a", new Added(51));
        await po.AppendAsync("a-1", A.Messages(52, 60));
        var view = po.Engine.Stream(A.Stream("a"));

        (await view.ProjectAsync(new Sum(), Token)).Numbers.Should().HaveCount(60);
        view.LockedNumber.Should().Be(1);
        var result = await view.AppendAsync([new Added(61)], Token);

        result.LastNumber.Should().Be(2);
    }

    [Fact]
    public async Task Calls_at_once_wait_for_each_other()
    {
        await using var po = new TestPo();
        var view = po.Engine.Stream(A.Stream("a-1"));

        await Task.WhenAll(Enumerable.Range(1, 50).Select(i => Task.Run(() => view.AppendAsync([new Added(i)]).AsTask())))
            .Within("fifty appends");

        (await po.Engine.ValuesAsync("a-1")).Should().BeEquivalentTo(Enumerable.Range(1, 50));
        view.LockedNumber.Should().Be(50);
    }

    [Fact]
    public async Task Used_by_the_call_that_it_is_in_it_says_so_instead_of_hanging()
    {
        await using var po = new TestPo();
        var view = po.Engine.Stream(A.Stream("a-1"));
        await po.AppendAsync("a-1", new Added(1));

        var project = () => view.ProjectAsync(new Recorder(async (_, token) => await view.AppendAsync([new Added(2)], token)), Token).AsTask()
            .Within("the projection");

        await project.Should().ThrowAsync<InvalidOperationException>().WithMessage("*a-1*second view*");
        (await view.ProjectAsync(new Sum(), Token)).Total.Should().Be(1);
    }

    [Fact]
    public async Task Another_view_may_be_used_inside_a_call()
    {
        await using var po = new TestPo();
        var view = po.Engine.Stream(A.Stream("a-1"));
        var other = po.Engine.Stream(A.Stream("b-1"));
        await po.AppendAsync("a-1", new Added(1));

        await view.ProjectAsync(new Recorder(async (_, token) => await other.AppendAsync([new Added(2)], token)), Token);

        (await po.Engine.ValuesAsync("b-1")).Should().Equal(2);
    }

    [Fact]
    public async Task May_be_used_by_a_task_that_outlives_the_call_which_started_it()
    {
        await using var po = new TestPo();
        var view = po.Engine.Stream(A.Stream("a-1"));
        await po.AppendAsync("a-1", new Added(1));
        var mayAppend = Signal();
        Task? stray = null;
        await view.ProjectAsync(new Recorder(_ => stray = Task.Run(async () =>
        {
            await mayAppend.Task;
            await view.AppendAsync([new Added(2)]);
        })), Token);

        mayAppend.SetResult();
        await stray!.Within("the stray append");

        (await po.Engine.ValuesAsync("a-1")).Should().Equal(1, 2);
    }

    [Fact]
    public async Task A_call_that_waits_for_its_turn_can_be_cancelled()
    {
        await using var po = new TestPo();
        var view = po.Engine.Stream(A.Stream("a-1"));
        await po.AppendAsync("a-1", new Added(1));
        var (started, mayEnd) = (Signal(), Signal());
        var busy = Task.Run(() => view.ProjectAsync(new Recorder(async (_, _) =>
        {
            started.SetResult();
            await mayEnd.Task;
        })).AsTask());
        await started.Task.Within("the first call");
        using var giveUp = new CancellationTokenSource();
        var second = view.AppendAsync([new Added(2)], giveUp.Token).AsTask();

        await giveUp.CancelAsync();

        await second.Invoking(task => task.Within("the second call")).Should().ThrowAsync<OperationCanceledException>();
        mayEnd.SetResult();
        await busy.Within("the first call to end");
    }

    [Fact]
    public void Refuses_the_default_id()
    {
        var view = () => new TestPo().Engine.Stream(default);

        view.Should().Throw<ArgumentException>();
    }
}
