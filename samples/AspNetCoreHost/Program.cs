// A web application that sends webhooks, and lets its customers see and manage theirs in a dashboard and by an API. It starts with a
// day of simulated history. With --self-check it uses its own API, says what it found, and ends.
using AspNetCoreHost;
using AspNetCoreHost.Simulation;

if (args.Contains("--self-check"))
{
    return await SelfCheck.RunAsync() ? 0 : 1;
}

await using var app = WebHost.Build(args);
var traffic = app.Services.GetService<Traffic>();
if (traffic is not null)
{
    Console.WriteLine("A day of history is being made; that takes some seconds.");
    await traffic.PrepareAsync(CancellationToken.None);
}

await app.StartAsync();
Console.WriteLine(
    $"""
    Dashboard: {app.Urls.First()}{WebHost.Dashboard}
      as an operator, who sees everything: log in with operator-demo-key
      as a customer, who sees Acme's alone: log in with acme-demo-key
    """);
await (traffic?.GoOnAsync(app.Urls.First(), app.Lifetime.ApplicationStopping) ?? Task.CompletedTask);
await app.WaitForShutdownAsync();
return 0;
