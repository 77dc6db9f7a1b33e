using System.CommandLine;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Tool;

/// <summary>The options by which events and deliveries are chosen.</summary>
internal sealed class StoreFilters
{
    public Option<string?> Type { get; } = new("--type") { Description = "Those of this event type." };

    public Option<string?> Organization { get; } = new("--organization") { Description = "Those of this organization." };

    public Option<string?> Event { get; } = new("--event") { Description = "Those of this event." };

    public Option<string?> Endpoint { get; } = new("--endpoint") { Description = "Those to this endpoint." };

    public Option<DeliveryState?> State { get; } = new("--state") { Description = "Those in this state." };

    public Option<int> Max { get; } = new("--max")
    {
        Description = $"How many at most, from 1 to {PageRequest.MaxSize}.",
        DefaultValueFactory = _ => 100,
    };

    public PageRequest Page(ParseResult parsed) => parsed.GetValue(Max) is >= 1 and <= PageRequest.MaxSize and var max
        ? new(max)
        : throw new ToolException($"--max is not from 1 to {PageRequest.MaxSize}.", ExitCode.Unusable);

    public EventFilter Events(ParseResult parsed) =>
        new() { Type = TypeOf(parsed), OrganizationId = parsed.GetValue(Organization) };

    public DeliveryFilter Deliveries(ParseResult parsed) => new()
    {
        EventType = TypeOf(parsed),
        OrganizationId = parsed.GetValue(Organization),
        EventId = parsed.GetValue(Event),
        EndpointId = parsed.GetValue(Endpoint),
        State = parsed.GetValue(State),
    };

    private WebhookEventType? TypeOf(ParseResult parsed) => parsed.GetValue(Type) is { } name ? new(name) : null;
}
