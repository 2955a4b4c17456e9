using System.Runtime.ExceptionServices;
using System.Transactions;

namespace Po;

public sealed partial class PoEngine
{
    /// <inheritdoc/>
    public ValueTask<TResult> ExecuteTogetherAsync<TResult>(
        Func<CancellationToken, ValueTask<TResult>> work, CancellationToken cancellationToken = default) =>
        ExecuteTogetherAsync(AmbientCalls(), work, cancellationToken);

    internal ValueTask<TResult> ExecuteTogetherAsync<TResult>(
        ICallTransaction? within, Func<CancellationToken, ValueTask<TResult>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Resolve(within) is { } enclosing
            ? JoinAsync(new TogetherCalls(this, enclosing, Transaction.Current), work, cancellationToken)
            : BeginAsync(work, cancellationToken);
    }

    // The transaction is somebody else's, who ends it: a part that fails must keep him from committing the rest.
    private static async ValueTask<TResult> JoinAsync<TResult>(
        TogetherCalls calls, Func<CancellationToken, ValueTask<TResult>> work, CancellationToken cancellationToken)
    {
        var isWhole = false;
        try
        {
            var result = await RunAsync(calls, work, cancellationToken).ConfigureAwait(false);
            if (calls.IsSpoiled)
            {
                throw new InvalidOperationException(
                    "A part of what was executed together has failed after it had appended, and its failure was caught: the transaction that it "
                    + "takes part in must not be stored. Let the failure reach whoever ends that transaction.");
            }

            if (calls.HasAppended)
            {
                (result as CommandOutcome)?.ThrowIfRejected();
            }

            isWhole = true;
            return result;
        }
        finally
        {
            calls.Close();
            if (!isWhole)
            {
                calls.Spoil();
            }
        }
    }

    private async ValueTask<TResult> BeginAsync<TResult>(
        Func<CancellationToken, ValueTask<TResult>> work, CancellationToken cancellationToken)
    {
        if (!_store.Capabilities.HasFlag(StoreCapabilities.MultipleStreams))
        {
            throw new TransactionRefusedException(
                "This store cannot append to several streams in one transaction (StoreCapabilities.MultipleStreams). Keep what has to change "
                + "together in one stream, or let a subscription to the first stream carry on with the second.");
        }

        await InitializeAsync(cancellationToken).ConfigureAwait(false);
        for (var retries = 0; ; retries++)
        {
            try
            {
                return await TryTogetherAsync(work, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (retries < _options.CommandRetries && CanBeginAgain(e))
            {
                // Nothing was stored. What others have done meanwhile is seen by the next attempt.
            }

            await BackOffAsync(retries, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool CanBeginAgain(Exception exception) =>
        exception is WriteConflictException || (exception is not OutcomeUnknownException && _store.IsTransient(exception));

    private async ValueTask<TResult> TryTogetherAsync<TResult>(
        Func<CancellationToken, ValueTask<TResult>> work, CancellationToken cancellationToken)
    {
        TResult result;
        ExceptionDispatchInfo? failure;
        OwnTransaction own;
        var transaction = await _store.BeginAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            own = new OwnTransaction(transaction);
            result = await RunWholeAsync(new TogetherCalls(this, own, null), work, cancellationToken).ConfigureAwait(false);
            if (result is CommandOutcome { IsAccepted: false })
            {
                return result;
            }

            failure = await CommitAsync(transaction).ConfigureAwait(false);
        }

        if (failure is not null && !await IsStoredAsync(own.FirstAppend, failure.SourceException).ConfigureAwait(false))
        {
            failure.Throw();
        }

        own.Outcome.Confirm();
        await AnnounceAsync(own.Nudges, own.Snapshots).ConfigureAwait(false);
        return result;
    }

    private static async ValueTask<TResult> RunWholeAsync<TResult>(
        TogetherCalls calls, Func<CancellationToken, ValueTask<TResult>> work, CancellationToken cancellationToken)
    {
        try
        {
            var result = await RunAsync(calls, work, cancellationToken).ConfigureAwait(false);
            return !calls.IsSpoiled ? result : throw new InvalidOperationException(
                "A part of what was executed together has failed after it had appended, and its failure was caught: nothing was stored. Let it "
                + "reach the call that executes the whole.");
        }
        finally
        {
            calls.Close();
        }
    }

    // What is entered here is left with this method, whatever the work does.
    private static async ValueTask<TResult> RunAsync<TResult>(
        TogetherCalls calls, Func<CancellationToken, ValueTask<TResult>> work, CancellationToken cancellationToken)
    {
        TogetherCalls.Enter(calls);
        return await work(cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<ExceptionDispatchInfo?> CommitAsync(IStoreTransaction transaction)
    {
        try
        {
            await transaction.CommitAsync().ConfigureAwait(false);
            return null;
        }
        catch (Exception e) // Thrown again as it is, once it is known that nothing was stored.
        {
            return ExceptionDispatchInfo.Capture(e);
        }
    }
}
