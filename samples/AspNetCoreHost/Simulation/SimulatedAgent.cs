using ZeroPath.Webhooks;

namespace AspNetCoreHost.Simulation;

/// <summary>Takes a moment, and sometimes does not answer.</summary>
internal sealed class SimulatedAgent : IInboundTriggerHandler
{
    public async Task<string?> ExecuteAsync(InboundTriggerExecution execution, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(200, 3000)), TimeProvider.System, cancellationToken);
        return execution.Trigger.Name switch
        {
            _ when Random.Shared.NextDouble() < 0.2 => throw new InvalidOperationException("The agent did not answer within its time."),
            "Triage failed builds" => "The build failed in the step 'integration tests': the database container did not start. Two "
                + "earlier builds of this branch failed the same way. Nothing in the change touches the database; run it again.",
            "Explain a finding" =>
                "What a user types reaches the query in orders.ts as it is, so it can read every customer's orders. "
                + "Pass it as a parameter instead. Two other callers of the same function already do.",
            _ => "Twelve pull requests were scanned, and two of them blocked. The SQL injection in payments is fixed. A key in the source "
                + "of mobile-app is new and critical, and nobody has taken it yet.",
        };
    }
}
