using ZeroPath.Webhooks.ConformanceTests;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

public class PostgreSqlRefusalTests(PostgreSqlServer server) : RefusalSuite
{
    protected override Task<StoreHarness> CreateAsync() => Task.FromResult<StoreHarness>(new PostgreSqlHarness(server));

    protected override async Task<WebhookStore> RefuseAsync(StoreHarness harness, Refused refused, string answer)
    {
        var own = (PostgreSqlHarness)harness;
        await harness.Store.NextDueAsync(LeaseRequest.Any, default);
        var (when, condition) = refused switch
        {
            Refused.Answer => ($"INSERT ON {own.Schema}.attempt", $"NEW.response = '{answer}'"),
            Refused.Attempt => (
                $"INSERT ON {own.Schema}.attempt",
                $"(SELECT endpoint_id FROM {own.Schema}.delivery WHERE seq = NEW.delivery_seq) = 'bad'"),
            Refused.Success => ($"UPDATE ON {own.Schema}.delivery", "NEW.endpoint_id = 'bad' AND NEW.state = 1"),
            _ => ($"UPDATE ON {own.Schema}.delivery", "NEW.endpoint_id = 'bad' AND NEW.state <> 0"),
        };
        await own.ExecuteAsync(
            $"""
            CREATE FUNCTION {own.Schema}.refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$BEGIN IF {condition} THEN RAISE EXCEPTION 'refused'; END IF; RETURN NEW; END$$;
            CREATE TRIGGER refusal BEFORE {when} FOR EACH ROW EXECUTE FUNCTION {own.Schema}.refuse();
            """);
        return harness.Bundle;
    }
}
