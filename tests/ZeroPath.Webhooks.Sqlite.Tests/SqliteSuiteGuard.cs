using ZeroPath.Webhooks.ConformanceTests;

namespace ZeroPath.Webhooks.Sqlite.Tests;

public class SqliteSuiteGuard : SuiteGuard;
