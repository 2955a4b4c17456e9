namespace Po;

/// <summary>Where a new subscription begins.</summary>
public enum StartFrom
{
    /// <summary>With the first message of the store.</summary>
    Beginning,

    /// <summary>After everything that is in the store when the subscription is first run.</summary>
    Now,
}
