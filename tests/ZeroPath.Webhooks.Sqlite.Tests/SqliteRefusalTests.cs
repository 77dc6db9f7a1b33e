using ZeroPath.Webhooks.ConformanceTests;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite.Tests;

public class SqliteRefusalTests : RefusalSuite
{
    protected override Task<StoreHarness> CreateAsync() => Task.FromResult<StoreHarness>(new SqliteHarness());

    protected override async Task<WebhookStore> RefuseAsync(StoreHarness harness, Refused refused, string answer)
    {
        await harness.Store.NextDueAsync(LeaseRequest.Any, default);
        var (when, condition) = refused switch
        {
            Refused.Answer => ("INSERT ON zeropath_attempt", $"NEW.response = '{answer}'"),
            Refused.Attempt => (
                "INSERT ON zeropath_attempt", "(SELECT endpoint_id FROM zeropath_delivery WHERE seq = NEW.delivery_seq) = 'bad'"),
            Refused.Success => ("UPDATE ON zeropath_delivery", "NEW.endpoint_id = 'bad' AND NEW.state = 1"),
            _ => ("UPDATE ON zeropath_delivery", "NEW.endpoint_id = 'bad' AND NEW.state <> 0"),
        };
        ((SqliteHarness)harness).Execute(
            $"CREATE TRIGGER refusal BEFORE {when} WHEN {condition} BEGIN SELECT RAISE(ABORT, 'refused'); END");
        return harness.Bundle;
    }
}
