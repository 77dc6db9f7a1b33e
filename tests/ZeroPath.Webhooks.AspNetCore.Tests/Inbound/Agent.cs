using System.Threading.Channels;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Inbound;

/// <summary>Passes on what it is to execute.</summary>
internal sealed class Agent(Channel<InboundTriggerExecution> executions) : IInboundTriggerHandler
{
    public async Task<string?> ExecuteAsync(InboundTriggerExecution execution, CancellationToken cancellationToken)
    {
        await executions.Writer.WriteAsync(execution, cancellationToken);
        return "done";
    }
}
