using System.Text;
using ZeroPath.Webhooks;

namespace AspNetCoreHost;

/// <summary>
/// What the application does when an inbound trigger was called. A real one would ask its agent; this one repeats what it was asked.
/// </summary>
internal sealed class Agent : IInboundTriggerHandler
{
    public Task<string?> ExecuteAsync(InboundTriggerExecution execution, CancellationToken cancellationToken) =>
        Task.FromResult<string?>($"{execution.Trigger.Prompt} {Encoding.UTF8.GetString(execution.Payload.Span)}");
}
