using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Testing;

namespace ZeroPath.Webhooks.AotApp;

/// <summary>Tests an application's webhooks without a network.</summary>
internal static class BedCheck
{
    public static async Task RunAsync(Checks checks)
    {
        await using var webhooks = WebhookTestBed.Create(builder => builder
            .AddEndpoint(new() { Name = "Chat", Url = new("https://chat.example.com") })
            .AddSubscription(new() { EndpointId = "Chat" }));
        webhooks.Answers = Answers.InTurn(500, Answer.Timeout, 200);

        await webhooks.PublishAsync(EventCatalog.All[0].CreateSample().Event);
        await webhooks.AdvanceAsync(TimeSpan.FromMinutes(2));

        checks.Expect("the test bed records a request and two retries", webhooks.Requests.Count, 3);
    }
}
