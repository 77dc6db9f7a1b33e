using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace ZeroPath.Webhooks.EntityFrameworkCore.Tests;

/// <summary>Lets commits fail, as a database does that goes away, and says that it is worth another try.</summary>
internal sealed class FailingCommits : DbTransactionInterceptor
{
    /// <summary>So many commits fail, from now on.</summary>
    public int Left { get; set; }

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction,
        TransactionEventData eventData,
        InterceptionResult result,
        CancellationToken cancellationToken = default) =>
        Left-- > 0 ? throw new IOException("The connection is gone.") : new(result);

    public static IExecutionStrategy Strategy(ExecutionStrategyDependencies dependencies) => new Retrying(dependencies);

    private sealed class Retrying(ExecutionStrategyDependencies dependencies)
        : ExecutionStrategy(dependencies, 5, TimeSpan.FromMilliseconds(1))
    {
        protected override bool ShouldRetryOn(Exception exception) => exception is IOException;
    }
}
