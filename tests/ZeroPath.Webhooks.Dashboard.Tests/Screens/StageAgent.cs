using System.Text;

namespace ZeroPath.Webhooks.Dashboard.Tests.Screens;

/// <summary>
/// Executes triggers. An execution fails at first, or comes to no end, when its payload says so, and is done when it is run again.
/// </summary>
internal sealed class StageAgent(StageFailures failures) : IInboundTriggerHandler
{
    public async Task<string?> ExecuteAsync(InboundTriggerExecution execution, CancellationToken cancellationToken)
    {
        var payload = Encoding.UTF8.GetString(execution.Payload.Span);
        failures.ThrowOnce(execution.Id, payload.Contains("fail", StringComparison.Ordinal));
        await failures.WaitOnceAsync(execution.Id, payload.Contains("wait", StringComparison.Ordinal), cancellationToken);
        return $"Read {payload.Length} letters.";
    }
}
