namespace ZeroPath.Webhooks.Events;

/// <summary><c>INBOUND_WEBHOOK</c>: An external system called an inbound trigger.</summary>
public sealed class InboundWebhookEvent : KnownEvent
{
    internal const string Sample =
        """
        {
          "time": 1729101000,
          "host": "zeropath.com",
          "source": "zeropath",
          "sourcetype": "INBOUND_WEBHOOK",
          "event": {
            "timestamp": "2025-10-16T12:34:56Z",
            "organization": { "id": "org_123", "name": "Acme Corp" },
            "metadata": { "triggerId": "trigger_123", "payload": { "build": 417, "result": "passed" } }
          }
        }
        """;
}
