using System.Data.Common;
using System.Transactions;
using Npgsql;

namespace Po.Postgres;

public sealed partial class PostgresStore
{
    /// <inheritdoc/>
    /// <remarks>
    /// <para>Until the transaction ends subscriptions of every group wait behind what it has appended, so keep it short. Appends wait for
    /// transactions that have appended to the same stream, as long as <c>lock_timeout</c> of the connection allows.</para>
    /// <para>From REPEATABLE READ on the transaction does not see what others commit meanwhile: an append to a stream that has grown since is a
    /// conflict whatever it expects, and reads by global numbers end where its snapshot does. Wherever there is a choice take READ
    /// COMMITTED.</para>
    /// </remarks>
    public IJoinedTransaction Join(DbTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        if (transaction is not NpgsqlTransaction own)
        {
            throw new TransactionRefusedException(
                $"The PostgreSQL store works in an NpgsqlTransaction, and this is of type {transaction.GetType()}. Pass the transaction of the "
                + "driver itself; with EF Core that is Database.CurrentTransaction.GetDbTransaction().");
        }

        return own.Connection is { } connection
            ? new PostgresJoinedTransaction(_transactionParts, new LentConnection(own, connection))
            : throw new ArgumentException("The transaction has ended.", nameof(transaction));
    }

    /// <inheritdoc/>
    /// <remarks>
    /// <para>A store on a data source of the application (<c>UsePostgres()</c>) shares connections with whatever else opens them there, a store
    /// with a connection string shares them with <c>new NpgsqlConnection</c> of an equal one. One that is closed in the transaction is given to
    /// whoever opens the next there, so all of it is one transaction of PostgreSQL.</para>
    /// <para>A second connection that takes part, of another data source or because the first is kept open, makes it a distributed
    /// transaction: the server commits both or none if it allows prepared transactions, and otherwise the commit fails and nothing is
    /// stored. Where Po itself would need a second one, it refuses.</para>
    /// </remarks>
    public IJoinedTransaction Join(Transaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return _ambientTransactions.Join(transaction);
    }
}
