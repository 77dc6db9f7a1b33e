using ZeroPath.Webhooks;

namespace AspNetCoreHost.Simulation;

/// <summary>Takes a moment, and sometimes does not answer.</summary>
internal sealed class SimulatedAgent : IInboundTriggerHandler
{
    public async Task<string?> ExecuteAsync(InboundTriggerExecution execution, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(200, 3000)), TimeProvider.System, cancellationToken);
        return Random.Shared.NextDouble() < 0.2
            ? throw new InvalidOperationException("The agent did not answer within its time.")
            : "The build failed in the step 'integration tests': the database container did not start. Two earlier builds of this branch "
                + "failed alike. Nothing in the change touches the database; run it again.";
    }
}
