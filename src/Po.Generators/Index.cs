namespace System;

// The compiler asks for it where a list pattern is written; .NET Standard has none.
internal readonly struct Index(int value, bool fromEnd = false)
{
    public int GetOffset(int length) => fromEnd ? length - value : value;
}
