using System.ComponentModel.DataAnnotations;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.EntityFrameworkCore.Tests;

/// <summary>An entity that raises events.</summary>
public sealed class ScanRow : IRaiseWebhooks
{
    [Key]
    public required string Id { get; init; }

    public string State { get; set; } = "started";

    public ICollection<WebhookEvent> RaisedWebhooks { get; } = [];

    public void Complete(WebhookEvent raised)
    {
        State = "complete";
        RaisedWebhooks.Add(raised);
    }
}
