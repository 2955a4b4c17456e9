using System.Diagnostics.CodeAnalysis;

namespace Po.Tests;

public sealed class NamedSnapshotTests
{
    [Fact]
    public void Saves_its_state_through_the_serializer()
    {
        INamedSnapshot totals = new Totals { State = [1, 2] };

        var saved = totals.SaveState(new Serializer());

        saved.Shape.Should().Be("Int32[]");
        saved.Data.ToArray().Should().Equal(1, 2);
    }

    [Fact]
    public void Replaces_its_state_as_a_whole()
    {
        var totals = new Totals { State = [9] };

        ((INamedSnapshot)totals).TryLoadState(new SerializedState("Int32[]", new byte[] { 1, 2 }), new Serializer()).Should().BeTrue();

        totals.State.Should().Equal(1, 2);
    }

    [Fact]
    public void Leaves_its_state_exactly_as_it_was_when_the_bytes_are_of_another()
    {
        var before = new[] { 9 };
        var totals = new Totals { State = before };

        ((INamedSnapshot)totals).TryLoadState(new SerializedState("Int64[]", new byte[] { 1 }), new Serializer()).Should().BeFalse();

        totals.State.Should().BeSameAs(before);
    }

    private sealed class Totals : INamedSnapshot<int[]>
    {
        public string SnapshotName => "totals";

        public int[] State { get; set; } = [];
    }

    // A byte for each number; the shape is the name of the type.
    private sealed class Serializer : IStateSerializer
    {
        public SerializedState Serialize<TState>(TState state)
            where TState : notnull =>
            new(typeof(TState).Name, ((int[])(object)state).Select(number => (byte)number).ToArray());

        public bool TryDeserialize<TState>(SerializedState data, [NotNullWhen(true)] out TState? state)
            where TState : notnull
        {
            var isMine = data.Shape == typeof(TState).Name;
            state = isMine ? (TState)(object)data.Data.ToArray().Select(value => (int)value).ToArray() : default;
            return isMine;
        }
    }
}
