namespace Po;

/// <summary>What a store knows about who holds its readers back; implemented beside <see cref="IStore"/> by stores where somebody can.</summary>
/// <remarks>Thread safe. Answers from memory, at once: health checks and metrics ask it as often as they like.</remarks>
public interface IHorizonWatch
{
    /// <summary>For how long the horizon has not moved although there are records beyond it; zero while it moves.</summary>
    TimeSpan HeldBackFor { get; }

    /// <summary>Who holds the horizon back, once that has taken so long that it is worth a warning; null otherwise.</summary>
    HorizonBlocker? Blocker { get; }
}
