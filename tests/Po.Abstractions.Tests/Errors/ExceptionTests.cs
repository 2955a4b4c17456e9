namespace Po.Tests;

public sealed class ExceptionTests
{
    private readonly StreamId _stream = new("orders", "1");

    [Theory]
    [InlineData(0L, "expected no stream, but the last number is 3.")]
    [InlineData(2L, "expected number 2, but the last number is 3.")]
    [InlineData(null, "expected any, but the last number is 3.")]
    public void Conflict_names_both_numbers(long? number, string sentence)
    {
        var expected = number is { } exactly ? ExpectedNumber.Exactly(exactly) : ExpectedNumber.Any;

        var error = new WriteConflictException(_stream, expected, 3);

        error.Should().BeEquivalentTo(new { Stream = _stream, Expected = expected, ActualNumber = 3L });
        error.Message.Should().Be($"The append to 'orders-1' {sentence} Read the stream again and decide on top of that.");
    }

    [Fact]
    public void Duplicate_names_stream_and_id()
    {
        var id = Guid.NewGuid();

        var error = new DuplicateMessageIdException(_stream, id);

        error.Should().BeEquivalentTo(new { Stream = _stream, MessageId = id });
        error.Message.Should().StartWith($"The append to 'orders-1' holds the message id {id}, which is stored already at another place.");
    }

    [Fact]
    public void Lost_history_names_position_and_end()
    {
        var error = new HistoryLostException("totals", 12, 7);

        error.Should().BeEquivalentTo(new { SubscriptionId = "totals", Position = 12L, LastGlobalNumber = 7L });
        error.Message.Should().StartWith("Subscription 'totals' has handled everything up to 12, but the store ends at 7: it has lost history.");
    }

    [Fact]
    public void Position_conflict_names_what_was_locked()
    {
        var error = new PositionConflictException("totals", 12);

        error.Should().BeEquivalentTo(new { SubscriptionId = "totals", LockedPosition = 12L });
        error.Message.Should().StartWith("The position of subscription 'totals' is no longer 12, as it was when this worker locked it.");
    }

    [Fact]
    public void Exceeded_limit_names_the_option()
    {
        var error = new LimitExceededException("MaxAppendMessages", 1_001, 1_000);

        error.Should().BeEquivalentTo(new { Limit = "MaxAppendMessages", Actual = 1_001L, Maximum = 1_000L });
        error.Message.Should().Be(
            "The append has 1001, but MaxAppendMessages allows 1000. Append less at once, or raise Po:Limits:MaxAppendMessages.");
    }

    [Fact]
    public void Unreadable_message_names_its_type_and_never_its_data()
    {
        var cause = new FormatException("at byte 7");

        var error = new MessageFormatException("order-placed", cause);

        error.TypeName.Should().Be("order-placed");
        error.InnerException.Should().BeSameAs(cause);
        error.Message.Should().StartWith("A message of type 'order-placed' cannot be read: its bytes do not fit the registered type.");
    }

    [Fact]
    public void Another_kind_of_bytes_names_both()
    {
        var error = new MessageFormatException("order-placed", "application/json", "application/x-protobuf");

        error.Should().BeEquivalentTo(
            new { TypeName = "order-placed", StoredContentType = "application/json", ReadContentType = "application/x-protobuf" });
        error.Message.Should().StartWith(
            "A message of type 'order-placed' cannot be read: it is stored as application/json, but its serializer reads application/x-protobuf.");
    }

    [Fact]
    public void A_depth_that_is_exceeded_says_what_to_raise()
    {
        var error = new LimitExceededException("MaxJsonDepth", 65, 64);

        error.Should().BeEquivalentTo(new { Limit = "MaxJsonDepth", Actual = 65L, Maximum = 64L });
        error.Message.Should().StartWith("The data of a message is nested 65 deep or deeper, but MaxJsonDepth and its serializer allow 64.")
            .And.EndWith("or raise Po:Limits:MaxJsonDepth and the MaxDepth of its JsonSerializerOptions.");
    }

    [Fact]
    public void Newer_version_says_what_to_deploy()
    {
        var error = new MessageVersionException(new MessageVersion("order-placed", 3), 2);

        error.Should().BeEquivalentTo(new { TypeName = "order-placed", StoredVersion = 3, KnownVersion = 2 });
        error.Message.Should().Be(
            "A message is stored as version 3 of 'order-placed', but this application knows version 2 of it at most: it is older than what was stored. "
            + "Deploy a release that registers version 3 or newer; this one cannot go on with these messages.");
    }

    [Fact]
    public void Failed_upcaster_names_its_version_and_cause()
    {
        var cause = new InvalidOperationException("No street.");

        var error = new UpcastException(new MessageVersion("order-placed", 1), cause);

        error.Version.Should().Be(new MessageVersion("order-placed", 1));
        error.InnerException.Should().BeSameAs(cause);
        error.Message.Should().StartWith("The upcaster of version 1 of 'order-placed' has failed.");
    }

    [Fact]
    public void Unknown_type_is_a_name_or_a_type()
    {
        var name = new UnknownMessageTypeException("order-placed");
        var type = new UnknownMessageTypeException(typeof(ExceptionTests));

        name.TypeName.Should().Be("order-placed");
        name.DataType.Should().BeNull();
        name.Message.Should().Be(
            "No message type is registered for the name 'order-placed'. Register it: AddMessage<T>(\"order-placed\").");
        type.TypeName.Should().BeNull();
        type.DataType.Should().Be<ExceptionTests>();
        type.Message.Should().Be(
            "The type Po.Tests.ExceptionTests is not registered as a message. Register it: AddMessage<ExceptionTests>(\"…\").");
    }

    [Fact]
    public void Faulted_subscription_names_its_position_and_cause()
    {
        var cause = new InvalidOperationException("No total.");

        var error = new SubscriptionFaultedException("totals", 12, cause);

        error.Should().BeEquivalentTo(new { SubscriptionId = "totals", Position = 12L });
        error.InnerException.Should().BeSameAs(cause);
        error.Message.Should().Be(
            "Subscription 'totals' is paused after position 12: No total. Mend the cause, then resume it: ISubscription.Resume here, IPoAdmin.ResumeAsync anywhere.");
    }

    [Fact]
    public void Busy_store_says_how_long_it_has_waited()
    {
        var cause = new TimeoutException();

        var error = new StoreBusyException("po.db", TimeSpan.FromMilliseconds(1_500), cause);

        error.Waited.Should().Be(TimeSpan.FromMilliseconds(1_500));
        error.InnerException.Should().BeSameAs(cause);
        error.Message.Should().StartWith("The store po.db was locked by another process or transaction for 1.5 s. Nothing was stored;");
    }

    [Fact]
    public void Wrong_schema_and_wrong_configuration_say_what_they_were_given()
    {
        new SchemaVersionException("The schema is newer.").Message.Should().Be("The schema is newer.");
        new PoConfigurationException("Two subscriptions are named 'totals'.").Message.Should().Be("Two subscriptions are named 'totals'.");
    }

    [Fact]
    public void Every_error_of_po_is_a_sealed_po_exception()
    {
        var errors = typeof(PoException).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Exception))).ToList();

        errors.Should().HaveCountGreaterThan(9).And.OnlyContain(type => type == typeof(PoException) || type.IsSealed);
        errors.Should().OnlyContain(type => typeof(PoException).IsAssignableFrom(type));
        typeof(PoException).IsAbstract.Should().BeTrue();
    }
}
