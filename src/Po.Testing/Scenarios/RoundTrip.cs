namespace Po.Testing;

// A message that is stored must come back: what is written, read and written again is the same text.
internal static class RoundTrip
{
    /// <summary>Checks a message that a test gives or expects.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="message">The data, or a <see cref="NewMessage"/> around it.</param>
    /// <returns>What would be stored of it.</returns>
    /// <exception cref="PoTestException">It does not come back.</exception>
    public static SerializedMessage Check(IRegistry registry, object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var data = (message as NewMessage)?.Data ?? message;
        SerializedMessage written;
        try
        {
            written = registry.Serialize(data);
        }
        catch (Exception e) // Getters and converters of the application run here and may throw anything.
        {
            throw new PoTestException($"A message of the test cannot be stored. {e.Message}", e);
        }

        Check(registry, written);
        return written;
    }

    /// <summary>Checks what is stored of a message.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="written">Its name and bytes.</param>
    /// <exception cref="PoTestException">It does not come back.</exception>
    public static void Check(IRegistry registry, SerializedMessage written)
    {
        SerializedMessage again;
        try
        {
            again = registry.Serialize(registry.Deserialize(written.Type, written.Data.Span));
        }
        catch (Exception e) // As above: constructors and setters, too.
        {
            throw new PoTestException(
                $"The message '{written.Type}' can be written but not be read back, so no handler will ever see it.\n\n"
                + $"Written\n  {DataText.Of(written.Data)}\n\n{e.GetType().Name}: {e.Message}{Cause(e)}",
                e);
        }

        if (again.Type != written.Type || !again.Data.Span.SequenceEqual(written.Data.Span))
        {
            throw new PoTestException(
                $"The message '{written.Type}' does not come back from the store as it was: something of it is written and not read.\n\n"
                + Difference.Describe("Written", DataText.Of(written.Data), "Read, and written again", DataText.Of(again.Data)));
        }
    }

    private static string Cause(Exception exception) => exception.InnerException is { } cause ? $" {cause.Message}" : "";
}
