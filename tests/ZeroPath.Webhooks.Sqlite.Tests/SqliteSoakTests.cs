using Xunit;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.Sqlite.Tests;

public sealed class SqliteSoakTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("memory", 100_000)]
    [InlineData("sqlite", 20_000)]
    public async Task In_a_day_with_a_thousand_endpoints_nothing_is_lost_memory_stays_flat_and_no_event_becomes_dearer(
        string kind, int events)
    {
        using var folder = new TemporaryFolder();

        var report = await SoakReport.RunAsync(kind, folder.ConnectionString, SoakReport.Share(events));

        output.WriteLine($"{report}");
        report.Check();
    }
}
