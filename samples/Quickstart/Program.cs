// Two processes, one after the other, send events to five endpoints of a receiver on this machine. The first one is killed half-way. Then
// it is checked that what arrived is what should have.
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Quickstart;
using ZeroPath.Webhooks;

// 1. The first process is this program with arguments. It publishes, and sends until it is killed.
if (args is [var itsFile, var itsReceiver])
{
    using var sender = Sender.Build(itsFile, new(itsReceiver));
    await sender.StartAsync();
    await Sender.PublishAsync(sender);
    await Console.In.ReadToEndAsync();
    return 0;
}

Report.WriteStep("A receiver starts on this machine, with five addresses. /flaky answers 503 twice; /down answers 500 to everything.");
var folder = Directory.CreateTempSubdirectory("zeropath-quickstart-");
try
{
    return await RunAsync(Path.Combine(folder.FullName, "webhooks.db")) ? 0 : 1;
}
finally
{
    folder.Delete(recursive: true);
}

static async Task<bool> RunAsync(string file)
{
    // 2. What should happen, written down by hand.
    Expectation[] expectations =
    [
        new("Production Security Alerts", "/production", [204], DeliveryState.Succeeded,
            [
                "page/NEW_VULNERABILITIES_FULL_SCAN", "page/PR_BLOCKED",
                "sample/NEW_VULNERABILITIES_FULL_SCAN", "sample/NEW_VULNERABILITIES_PR", "sample/PR_BLOCKED",
            ])
        {
            Headers = { ["Authorization"] = "Bearer prod-webhook-token-123", ["X-Environment"] = "production" },
        },
        new("Audit Trail", "/audit", [204], DeliveryState.Succeeded, [.. SampleEvent.All.Select(sample => sample.Label)]),
        new("Flaky", "/flaky", [503, 503, 204], DeliveryState.Succeeded, ["page/SCAN_FAILED", "sample/SCAN_FAILED"]),
        new("Down", "/down", [500, 500, 500, 500, 500, 500, 500], DeliveryState.Failed, ["sample/REPORT_COMPLETE"]),
        new("Other Tenant", "/other", [], DeliveryState.Succeeded, []),
    ];

    // 3. Half of the deliveries succeed, and the receiver leaves the others waiting for an answer. That is when the process is killed.
    var half = expectations.Sum(expectation => expectation.Labels.Count) / 2;
    await using var receiver = await Receiver.StartAsync(holdAfter: half, Report.WriteRequest);
    Report.WriteStep(
        $"A process publishes {SampleEvent.All.Count} events into a SQLite file, and sends them. "
            + $"After {half} deliveries the receiver stops answering:");
    using var host = Sender.Build(file, receiver.UrlFor("next"));
    var reader = host.Services.GetRequiredService<WebhookHistory>();
    using var first = Process.Start(
        new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Quickstart"), [file, $"{receiver.UrlFor("first")}"])
        {
            RedirectStandardInput = true,
        })!;
    await UntilAsync("half of the deliveries have succeeded", async () => await CountAsync(DeliveryState.Succeeded) == half);
    first.Kill();
    await first.WaitForExitAsync();
    Report.WriteStep(
        $"Process {first.Id} is killed. Another one opens the file, publishes all again, and sends what is left. "
            + "What was under way is sent again when the dead process's lease ends:");
    receiver.Release();

    // 4. The next process is this one. It goes on with what is in the file. It does not know how far the first one came with publishing, so
    // it publishes all again. What was under way at the kill is sent again when the lease of the dead process ends.
    var kept = (await reader.ListDeliveriesAsync(DeliveryFilter.All, new()))
        .Items.ToDictionary(delivery => delivery.Id, delivery => delivery.AttemptCount);
    await host.StartAsync();
    var published = await Sender.PublishAsync(host);
    await UntilAsync("no delivery is pending", async () => await CountAsync(DeliveryState.Pending) == 0);
    await host.StopAsync();

    // 5. Look at what happened.
    var outcomes = new List<Outcome>();
    foreach (var @event in published)
    {
        foreach (var delivery in (await reader.FindEventAsync(@event.Result.EventId))!.Deliveries)
        {
            var requests = receiver.Requests.Where(request => request["zeropath-delivery"] == delivery.Id)
                .ToLookup(request => request.Sender == "first");
            outcomes.Add(new(@event, delivery, await reader.ListAttemptsAsync(delivery.Id))
            {
                AttemptsKept = kept.GetValueOrDefault(delivery.Id),
                Before = [.. requests[true]],
                After = [.. requests[false]],
            });
        }
    }

    Report.WriteStep("Everything is settled. Each event, and what each address answered to its attempts:");
    Report.WriteTable(published, outcomes, expectations);
    Report.WriteRestart(published, outcomes);
    Report.WriteReasons(published);
    var differences = expectations.SelectMany(expectation => expectation.Differences(outcomes, receiver.Requests)).ToList();
    Console.WriteLine(differences.Count == 0
        ? $"{published.Count} events, {outcomes.Count} deliveries, {receiver.Requests.Count} requests: all as they should be."
        : $"{differences.Count} differences:\n{string.Join('\n', differences)}");
    return differences.Count == 0;

    async Task<int> CountAsync(DeliveryState state) => (await reader.ListDeliveriesAsync(new() { State = state }, new())).Items.Count;
}

static async Task UntilAsync(string what, Func<Task<bool>> isSo)
{
    var watch = Stopwatch.StartNew();
    using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
    while (!await isSo())
    {
        if (watch.Elapsed > TimeSpan.FromSeconds(30))
        {
            throw new TimeoutException($"Waited {watch.Elapsed} in vain until {what}.");
        }

        await timer.WaitForNextTickAsync();
    }
}
