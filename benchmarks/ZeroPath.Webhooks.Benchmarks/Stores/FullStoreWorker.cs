using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Benchmarks.Stores;

/// <summary>
/// The process that <see cref="FullStore"/> starts. Its answer is the median lease in milliseconds, or its most memory in MiB.
/// </summary>
internal static class FullStoreWorker
{
    public const int Page = 64;
    public const int Rounds = 5;

    private const int Leases = 25;
    private const int WarmUps = 5;

    private static readonly TimeSpan Sending = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(string what, string store, string source, string url)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var webhooks = builder.Services.AddZeroPathWebhooks()
            .Configure(options => options.AllowHttp = true)
            .Configure(options => options.AllowedNetworks.Add(IPNetwork.Parse("127.0.0.0/8")))
            .AddEndpoint(new() { Name = "sink", Url = new(url) })
            .AddSubscription(new() { EndpointId = "sink" });
        _ = store == "sqlite" ? webhooks.UseSqliteStore(source) : webhooks.UsePostgreSqlStore(source);
        using var host = builder.Build();
        var answer = what == "lease" ? await LeaseAsync(host.Services.GetRequiredService<IDeliveryStore>()) : await SendAsync(host);
        Console.WriteLine(answer.ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<double> LeaseAsync(IDeliveryStore store)
    {
        var times = new List<double>();
        for (var lease = -WarmUps; lease < Leases; lease++)
        {
            var start = Stopwatch.GetTimestamp();
            var leased = await store.LeaseDueAsync(new(Page, TimeSpan.FromHours(1)), CancellationToken.None);
            var time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (leased.Count != Page)
            {
                throw new InvalidOperationException($"{leased.Count} deliveries were leased instead of {Page}.");
            }

            if (lease >= 0)
            {
                times.Add(time);
            }
        }

        times.Sort();
        return times[Leases / 2];
    }

    private static async Task<double> SendAsync(IHost host)
    {
        await host.StartAsync();
        await Task.Delay(Sending, TimeProvider.System);
        await host.StopAsync();
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1024.0 / 1024.0;
    }
}
