namespace Po;

/// <summary>Appends records.</summary>
public interface IRecordWriter
{
    /// <summary>Appends records to one stream, all or none, and gives them numbers without holes.</summary>
    /// <param name="request">The stream, what is expected of it, and the records.</param>
    /// <param name="cancellationToken">Gives up waiting; an append that was stored reports success nevertheless.</param>
    /// <returns>Where the records were put.</returns>
    /// <remarks>
    /// An append whose ids are all stored already, in this order, next to each other and in this stream, is a repetition: it
    /// stores nothing and returns where the records are (<see cref="AppendResult.IsRepetition"/>), whatever it expects of the stream.
    /// </remarks>
    /// <exception cref="WriteConflictException">The stream is not what was expected.</exception>
    /// <exception cref="DuplicateMessageIdException">An id is stored already, and the append is not a repetition.</exception>
    ValueTask<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellationToken);
}
