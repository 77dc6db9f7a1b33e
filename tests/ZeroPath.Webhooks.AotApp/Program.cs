// What the packages do when they are compiled ahead of time. It says what it checked, and ends with 1 when anything is wrong.
using System.Runtime.CompilerServices;
using ZeroPath.Webhooks.AotApp;
using ZeroPath.Webhooks.PostgreSql.Tests;

var checks = new Checks();
checks.Expect("compiled ahead of time", !RuntimeFeature.IsDynamicCodeSupported, true);
SampleCheck.Run(checks);
await BedCheck.RunAsync(checks);

var folder = Directory.CreateTempSubdirectory("zeropath-aot-");
var file = Path.Combine(folder.FullName, "webhooks.db");
await WebCheck.RunAsync(checks, "SQLite", webhooks => webhooks.UseSqliteStore($"Data Source={file};Pooling=false"));
folder.Delete(recursive: true);

// The same servers as in the tests of the PostgreSQL store, but no container.
if (Environment.GetEnvironmentVariable("ZEROPATH_TEST_POSTGRES") is { Length: > 0 } given)
{
    await WebCheck.RunAsync(checks, "PostgreSQL", webhooks => webhooks.UsePostgreSqlStore(given));
}
else if (PostgreSqlCluster.IsInstalled)
{
    await using var cluster = await PostgreSqlCluster.CreateAsync();
    await cluster.StartAsync();
    await WebCheck.RunAsync(checks, "PostgreSQL", webhooks => webhooks.UsePostgreSqlStore(cluster.ConnectionString));
}
else
{
    checks.Expect("PostgreSQL is installed, or ZEROPATH_TEST_POSTGRES is set", false, true);
}

return checks.AreRight ? 0 : 1;
