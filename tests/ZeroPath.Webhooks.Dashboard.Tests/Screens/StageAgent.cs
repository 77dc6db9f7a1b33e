using System.Text;

namespace ZeroPath.Webhooks.Dashboard.Tests.Screens;

/// <summary>Executes triggers. An execution fails at first, when its payload says so, and is done when it is run again.</summary>
internal sealed class StageAgent(StageFailures failures) : IInboundTriggerHandler
{
    public Task<string?> ExecuteAsync(InboundTriggerExecution execution, CancellationToken cancellationToken)
    {
        var payload = Encoding.UTF8.GetString(execution.Payload.Span);
        failures.ThrowOnce(execution.Id, payload.Contains("fail", StringComparison.Ordinal));
        return Task.FromResult<string?>($"Read {payload.Length} letters.");
    }
}
