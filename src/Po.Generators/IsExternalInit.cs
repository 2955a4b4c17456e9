using System.ComponentModel;

namespace System.Runtime.CompilerServices;

// The compiler asks for it where a record is declared; .NET Standard has none.
[EditorBrowsable(EditorBrowsableState.Never)]
internal static class IsExternalInit;
