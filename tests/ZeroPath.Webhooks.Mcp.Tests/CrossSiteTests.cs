using FluentAssertions;
using ModelContextProtocol.Client;
using Xunit;
using ZeroPath.Webhooks.AspNetCore.Tests.Management;

namespace ZeroPath.Webhooks.Mcp.Tests;

/// <summary>A page of another site changes nothing with somebody's cookies.</summary>
public class CrossSiteTests
{
    [Theory]
    [InlineData("cross-site", true)]
    [InlineData("same-site", true)]
    [InlineData("same-origin", false)]
    public async Task From_another_site_tools_only_read(string site, bool isElsewhere)
    {
        await using var host = await McpHost.StartWithThreeAsync();
        var transport = new HttpClientTransport(new()
        {
            Endpoint = host.Address,
            AdditionalHeaders = new Dictionary<string, string> { [CallerScheme.Header] = "org_a", ["Sec-Fetch-Site"] = site },
        });
        await using var page = await McpClient.CreateAsync(transport, cancellationToken: TestContext.Current.CancellationToken);

        (await page.ShowAsync("listWebhookEndpoints")).Ids().Should().Equal("a");
        var test = await page.CallAsync("testWebhookEndpoint", """{ "endpointId": "a" }""");
        test.IsError.GetValueOrDefault().Should().Be(isElsewhere);
        host.Host.Receiver.Requests.Should().HaveCount(isElsewhere ? 0 : 1);
        if (isElsewhere)
        {
            foreach (var tool in (await page.ToolsAsync()).Where(tool => !ToolWalk.IsReadOnly(tool)))
            {
                (await page.RefusalAsync(tool.Name, ToolWalk.Of(tool, _ => "a"))).Should().Contain("another site", tool.Name);
            }
        }
    }
}
