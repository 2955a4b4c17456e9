namespace GitHistory;

/// <summary>Reads fields that end with a NUL byte: the one byte that Git can put into no name, subject or path.</summary>
internal sealed class NulReader(Stream stream)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>Moves to the next field.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The field without its NUL, valid until the next call; null at the end.</returns>
    /// <exception cref="EndOfStreamException">The output ends in the middle of a field.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        var searched = 0;
        while (true)
        {
            var length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)0);
            if (length >= 0)
            {
                var field = _buffer.AsMemory(_start, searched + length);
                _start += searched + length + 1;
                return field;
            }

            searched = _end - _start;
            if (!await FillAsync(cancellationToken))
            {
                return searched == 0 ? null : throw new EndOfStreamException("The output of Git is cut off.");
            }
        }
    }

    /// <summary>Moves to a field that has to be there.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<ReadOnlyMemory<byte>> ReadNextAsync(CancellationToken cancellationToken) =>
        await ReadAsync(cancellationToken) ?? throw new EndOfStreamException("The output of Git is cut off.");

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += read;
        return read > 0;
    }
}
