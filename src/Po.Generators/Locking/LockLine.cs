namespace Po.Generators;

/// <summary>One place in a message and what is there.</summary>
/// <param name="Path">From the top of the JSON: <c>lines[].price</c>, <c>names{}</c>, <c>payment&lt;card&gt;.number</c>; <c>$</c> is the top itself.</param>
/// <param name="Shape">What is written there: <c>decimal</c>, <c>string?</c>, <c>object required</c>.</param>
internal sealed record LockLine(string Path, string Shape);
