using System.Text;

namespace ZeroPath.Webhooks.Dashboard.Tests;

/// <summary>Repeats what it was asked.</summary>
internal sealed class RepeatingAgent : IInboundTriggerHandler
{
    public Task<string?> ExecuteAsync(InboundTriggerExecution execution, CancellationToken cancellationToken) =>
        Task.FromResult<string?>($"{execution.Trigger.Prompt} {Encoding.UTF8.GetString(execution.Payload.Span)}");
}
