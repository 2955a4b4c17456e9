namespace Po;

// Ends the work on a shadow whose stored position is gone, or was moved back: what was switched, or given up by an operator, is not to be written
// to any more. Never leaves the engine but as the error of a rebuild.
internal sealed class ShadowLostException(string shadowId)
    : Exception(
        $"The stored rebuild '{shadowId}' was removed or moved back, so nobody knows what its target holds. Resume it to begin anew with an empty target, "
        + "or dispose of it.");
