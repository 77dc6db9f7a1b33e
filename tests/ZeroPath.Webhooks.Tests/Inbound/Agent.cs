namespace ZeroPath.Webhooks.Tests.Inbound;

/// <summary>The host's handler, made for each execution; it does what the script says.</summary>
internal sealed class Agent(AgentScript script) : IInboundTriggerHandler
{
    public Task<string?> ExecuteAsync(InboundTriggerExecution execution, CancellationToken cancellationToken)
    {
        script.Seen.Enqueue((execution, this));
        return script.Run(execution, cancellationToken);
    }
}
