// A web application that sends webhooks and lets its customers manage theirs. With --self-check it uses its own
// API, says what it found, and ends.
using AspNetCoreHost;

if (args.Contains("--self-check"))
{
    return await SelfCheck.RunAsync() ? 0 : 1;
}

await using var app = WebHost.Build(args);
await app.RunAsync();
return 0;
