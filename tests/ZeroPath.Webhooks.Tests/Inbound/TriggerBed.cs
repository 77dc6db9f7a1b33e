using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Tests.Deliveries;

namespace ZeroPath.Webhooks.Tests.Inbound;

/// <summary>The library with triggers, without a host, under a fake clock.</summary>
/// <param name="before">One whose store this one takes over: its process has ended.</param>
internal sealed class TriggerBed(TriggerBed? before = null) : IAsyncDisposable
{
    private readonly DeliveryBed _bed = new(
        builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("a"))
            .AddSubscription(new() { EndpointId = "a" })
            .AddInboundTriggerHandler<Agent>()
            .UseStore(provider => before?.Store ?? InMemoryStore.Create(provider.GetRequiredService<TimeProvider>())),
        services => services.AddSingleton<AgentScript>());

    public FakeTimeProvider Clock => _bed.Clock;

    public List<SentRequest> Requests => _bed.Requests;

    public DeliveryBed Deliveries => _bed;

    public WebhookStore Store => _bed.Get<WebhookStore>();

    public InboundTriggers Triggers => _bed.Get<InboundTriggers>();

    public InboundTriggerGate Gate => _bed.Get<InboundTriggerGate>();

    public AgentScript Agent => _bed.Get<AgentScript>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Task<IssuedInboundTrigger> CreateAsync(InboundTrigger? trigger = null) =>
        Triggers.CreateAsync(trigger ?? new() { Name = "Nightly build", Prompt = "Triage what is new." }, cancellationToken: Token);

    public async Task<Job> CallAsync(InboundTrigger trigger, string payload = "{}", string? key = null) =>
        await Gate.AcceptAsync(trigger, Encoding.UTF8.GetBytes(payload), "application/json", key, Token);

    public Task RunAsync() => _bed.Get<JobDispatcher>().RunDueAsync(Token);

    public async Task<Job> ExecutionAsync(Job job) => (await Triggers.FindExecutionAsync(job.Id, Token))!;

    public ValueTask DisposeAsync() => _bed.DisposeAsync();
}
