using System.Text;

namespace ZeroPath.Webhooks.AotApp;

internal sealed class Agent : IInboundTriggerHandler
{
    public Task<string?> ExecuteAsync(InboundTriggerExecution execution, CancellationToken cancellationToken) =>
        Task.FromResult<string?>($"{execution.Trigger.Prompt} {Encoding.UTF8.GetString(execution.Payload.Span)}");
}
