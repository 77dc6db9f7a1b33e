using System.Diagnostics;
using System.Net;
using System.Threading.Channels;

namespace AspNetCoreHost;

/// <summary>
/// Starts the host beside a receiver, uses its API as two customers and an operator do, and says whether all is as it should be.
/// </summary>
internal sealed class SelfCheck
{
    private const string Api = WebHost.Api;
    private const string Token = "Bearer demo-token";

    private bool _isRight = true;

    public static async Task<bool> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("zeropath-host-");
        try
        {
            return await new SelfCheck().RunAsync(folder.FullName);
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    private async Task<bool> RunAsync(string folder)
    {
        // 1. A receiver, and the host with a store of its own, both on free ports of this machine.
        var arrivals = Channel.CreateUnbounded<string>();
        var receiver = WebApplication.CreateEmptyBuilder(new());
        receiver.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        await using var endpoint = receiver.Build();
        endpoint.Run(context =>
            arrivals.Writer.WriteAsync($"{context.Request.Headers["webhook-id"]} {context.Request.Headers.Authorization}").AsTask());
        await endpoint.StartAsync();
        await using var host = WebHost.Build([], new Dictionary<string, string?>
        {
            ["Urls"] = "http://127.0.0.1:0",
            ["Logging:LogLevel:Default"] = "Warning",
            ["Store:Sqlite"] = $"Data Source={Path.Combine(folder, "webhooks.db")}",
            ["Store:Keys"] = Path.Combine(folder, "keys"),
            ["Simulate"] = "false",
            ["ZeroPathWebhooks:AllowHttp"] = "true",
            ["ZeroPathWebhooks:AllowedNetworks:0"] = "127.0.0.0/8",
        });
        await host.StartAsync();
        var address = host.Urls.Single();
        using var nobody = new Client(address, null);
        using var acme = new Client(address, "acme-demo-key");
        using var globex = new Client(address, "globex-demo-key");
        using var operators = new Client(address, "operator-demo-key");

        // 2. Nobody gets in without a key.
        Expect("without a key", (await nobody.SendAsync("GET", $"{Api}/endpoints")).Status, (int)HttpStatusCode.Unauthorized);

        // 3. Acme creates an endpoint, whose secret it does not see again, and a subscription.
        var created = await acme.SendAsync(
            "POST", $"{Api}/endpoints",
            $$"""{ "name": "Pager", "url": "{{endpoint.Urls.Single()}}/hook", "headers": { "Authorization": "{{Token}}" } }""");
        Expect("an endpoint is created", created.Status, (int)HttpStatusCode.Created);
        var path = $"{Api}/endpoints/{created.Json?["id"]}";
        var shown = await acme.SendAsync("GET", path);
        Expect("its header is masked", shown.Json?["headers"]?["Authorization"]?.ToString(), "***");
        var subscribed = await acme.SendAsync(
            "POST", $"{Api}/subscriptions",
            $$"""{ "endpointId": "{{created.Json?["id"]}}", "eventTypes": [ "SCAN_FAILED" ], "repositories": [ "backend-api" ] }""");
        Expect("a subscription is created", subscribed.Status, (int)HttpStatusCode.Created);

        // 4. To put what was got keeps the secret; whoever has an old tag has to look again.
        var renamed = await acme.SendAsync("PUT", path, shown.Text.Replace("Pager", "Night pager", StringComparison.Ordinal), shown.Tag);
        Expect("it is renamed", (renamed.Status, renamed.Json?["name"]?.ToString()), ((int)HttpStatusCode.OK, "Night pager"));
        Expect(
            "an old tag is refused",
            (await acme.SendAsync("PUT", path, shown.Text, shown.Tag)).Status,
            (int)HttpStatusCode.PreconditionFailed);

        // 5. A scan fails. The receiver gets it, with the secret, and the API tells of it.
        var published = (await acme.SendAsync("POST", "/scans/scan_1/fail")).Text;
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        Expect("it arrives", await arrivals.Reader.ReadAsync(timeout.Token), $"{published} {Token}");
        await UntilAsync("the delivery has succeeded", async () =>
            (await acme.SendAsync("GET", $"{Api}/deliveries?state=Succeeded")).Json?["items"]?.AsArray()
                .FirstOrDefault()?["eventId"]?.ToString() == published);
        var explanation = await acme.SendAsync("GET", $"{Api}/events/{published}/explanation");
        foreach (var sentence in explanation.Json?["sentences"]?.AsArray() ?? [])
        {
            Console.WriteLine($"      {sentence}");
        }

        Expect("it is explained", explanation.Json?["decisions"]?.AsArray().FirstOrDefault()?["code"]?.ToString(), "matched");

        // 6. Acme makes a trigger, and a system of theirs calls it. What the agent made of it is kept.
        var trigger = await acme.SendAsync("POST", $"{Api}/triggers", """{ "name": "Build", "prompt": "Triage this:" }""");
        Expect("a trigger is created", trigger.Status, (int)HttpStatusCode.Created);
        var triggerId = trigger.Json?["trigger"]?["id"];
        var call = await nobody.SendAsync("POST", $"/api/agent/webhook/{triggerId}?secret={trigger.Json?["secret"]}", """{ "build": 7 }""");
        Expect("it takes a call", call.Status, (int)HttpStatusCode.Accepted);
        Expect(
            "not without its secret",
            (await nobody.SendAsync("POST", $"/api/agent/webhook/{triggerId}?secret=x", "{}")).Status is >= 400 and < 500,
            true);
        await UntilAsync("the execution has succeeded", async () =>
            (await acme.SendAsync("GET", $"{Api}/executions?triggerId={triggerId}")).Json?["items"]?.AsArray()
                .FirstOrDefault()?["result"]?.ToString() == "Triage this: { \"build\": 7 }");
        Console.WriteLine("ok    the agent was given prompt and payload");

        // 7. Of all this Globex sees nothing, and operators see all.
        Expect("another's endpoint is not there", (await globex.SendAsync("GET", path)).Status, (int)HttpStatusCode.NotFound);
        Expect("nor is its event", (await globex.SendAsync("GET", $"{Api}/events/{published}")).Status, (int)HttpStatusCode.NotFound);
        Expect("retention is for operators", (await globex.SendAsync("GET", $"{Api}/retention")).Status, (int)HttpStatusCode.Forbidden);
        Expect("who see all", (await operators.SendAsync("GET", $"{Api}/endpoints")).Json?["items"]?.AsArray().Count, 1);

        // 8. What is wrong is named.
        var wrong = await acme.SendAsync("GET", $"{Api}/deliveries?pageSize=0&stat=Failed");
        Expect(
            "what is wrong is named",
            string.Join(' ', wrong.Json?["errors"]?.AsArray().Select(error => error?["name"]) ?? []),
            "pageSize stat");
        Console.WriteLine($"      {wrong.Json?["detail"]}");

        // 9. The host is healthy, and describes its API.
        Expect("it is live", (await nobody.SendAsync("GET", "/health/live")).Text, "Healthy");
        Expect("it is ready", (await nobody.SendAsync("GET", "/health/ready")).Text, "Healthy");
        var document = (await nobody.SendAsync("GET", "/openapi/v1.json")).Json;
        Expect(
            "its document describes the API",
            document?["paths"]?[$"{Api}/deliveries"]?["get"]?["operationId"]?.ToString(),
            "listWebhookDeliveries");
        await host.StopAsync();
        Console.WriteLine(_isRight ? "All as it should be." : "That is not as it should be.");
        return _isRight;
    }

    private void Expect<T>(string what, T actual, T expected)
    {
        var isSame = EqualityComparer<T>.Default.Equals(actual, expected);
        _isRight &= isSame;
        Console.WriteLine(isSame ? $"ok    {what}: {actual}" : $"WRONG {what}: {actual}, not {expected}");
    }

    private static async Task UntilAsync(string what, Func<Task<bool>> isSo)
    {
        var watch = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await isSo())
        {
            if (watch.Elapsed > TimeSpan.FromSeconds(10))
            {
                throw new TimeoutException($"Waited {watch.Elapsed} in vain until {what}.");
            }

            await timer.WaitForNextTickAsync();
        }
    }
}
