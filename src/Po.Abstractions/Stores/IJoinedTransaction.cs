namespace Po;

/// <summary>The records of a store as one transaction of the application sees and changes them; the application ends it.</summary>
/// <remarks>
/// <para>What is appended is stored, and seen by others, with the application's commit, or not at all. Reads see what was committed and what
/// this transaction has appended; nothing is kept from one call to the next, so after a rollback to a savepoint numbers go on from what is
/// left.</para>
/// <para>Calls may come from several threads; they wait for each other, but not for what the application does on the same connection
/// meanwhile.</para>
/// <para>An append that ends in an exception of Po leaves the transaction usable; after any other exception roll it back.</para>
/// </remarks>
public interface IJoinedTransaction : IRecordReader, IRecordWriter;
