namespace Po.Hosting;

// A handler, and whether whoever has resolved it must also dispose of it, because no container knows it.
internal readonly record struct ResolvedHandler(IMessageHandler Handler, bool IsOwned);
