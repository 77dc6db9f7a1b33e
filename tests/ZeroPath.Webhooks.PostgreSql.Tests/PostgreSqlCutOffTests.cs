using ZeroPath.Webhooks.ConformanceTests;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

public class PostgreSqlCutOffTests(PostgreSqlServer server) : CutOffSuite
{
    protected override Task<StoreHarness> CreateAsync() => Task.FromResult<StoreHarness>(new PostgreSqlHarness(server));

    protected override Task RefuseAttemptsAsync()
    {
        var own = (PostgreSqlHarness)Harness;
        return own.ExecuteAsync(
            $"""
            CREATE FUNCTION {own.Schema}.refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'refused'; END$$;
            CREATE TRIGGER refusal BEFORE INSERT ON {own.Schema}.attempt FOR EACH ROW EXECUTE FUNCTION {own.Schema}.refuse();
            """);
    }
}
