using System.Collections.Concurrent;

namespace ZeroPath.Webhooks.Tests.Inbound;

internal sealed class AgentScript
{
    public ConcurrentQueue<(InboundTriggerExecution Execution, object Agent)> Seen { get; } = [];

    public Func<InboundTriggerExecution, CancellationToken, Task<string?>> Run { get; set; } = (_, _) => Task.FromResult<string?>(null);
}
