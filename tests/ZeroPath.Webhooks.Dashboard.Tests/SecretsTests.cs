using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.Dashboard.Tests;

public class SecretsTests
{
    [Theory]
    [InlineData(DashboardHost.Operator)]
    [InlineData(DashboardHost.OrgA)]
    public async Task No_answer_has_a_secret_in_it(string user)
    {
        await using var host = await DashboardHost.StartAsync();
        await host.AddEndpointAsync("a", DashboardHost.OrgA);
        var published = await host.PublishAsync(DashboardHost.OrgA);
        using var client = await host.LogInAsync(user);
        var looked = 0;

        foreach (var (method, path) in Walk.Of(host, name => name switch
        {
            "eventId" => published.EventId,
            "deliveryId" => published.Deliveries[0].Id,
            "subscriptionId" => "sub-a",
            _ => "a",
        }).Where(item => item.Method == HttpMethod.Get && !item.Path.EndsWith("/live", StringComparison.Ordinal)))
        {
            using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
            (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
                .Should().NotContain("canary", "{0} {1}", method, path);
            looked += answer.IsSuccessStatusCode ? 1 : 0;
        }

        looked.Should().BeGreaterThan(20);
    }
}
