namespace Po;

// Another process works on the shadow at this moment, or has removed it.
internal sealed class ShadowBusyException(string shadowId) : Exception($"Another process works on '{shadowId}'.");
