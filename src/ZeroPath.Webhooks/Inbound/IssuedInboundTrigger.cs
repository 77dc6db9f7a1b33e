using System.Text;

namespace ZeroPath.Webhooks;

/// <summary>A trigger with a new secret.</summary>
/// <param name="Trigger">The trigger as stored.</param>
/// <param name="Secret">The secret, to be shown to whoever sets up the external system: it is kept nowhere.</param>
public sealed record IssuedInboundTrigger(InboundTrigger Trigger, string Secret)
{
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append($"Trigger = {Trigger}, Secret = ***");
        return true;
    }
}
