// What a test starts, calls and kills: a web application with one trigger whose executions never end. Argument: the connection string of
// its SQLite store. It writes the trigger's URL to its output.
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZeroPath.Webhooks;
using ZeroPath.Webhooks.AspNetCore.Worker;

var builder = WebApplication.CreateEmptyBuilder(new());
builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
builder.Services.AddRoutingCore();
builder.Services.AddZeroPathWebhooks()
    .UseSqliteStore(args[0])
    .Configure(options =>
    {
        // What it has started is soon run again by the next process.
        (options.AttemptTimeout, options.Lease, options.MaxConcurrentExecutions) = (TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), 1);
    })
    .AddInboundTriggers<EndlessAgent>();
await using var app = builder.Build();
app.MapZeroPathInboundTriggers();
await app.StartAsync();

var (trigger, secret) = await app.Services.GetRequiredService<InboundTriggers>().CreateAsync(new() { Name = "build" });
Console.Out.WriteLine($"{app.Urls.First()}/api/agent/webhook/{trigger.Id}?secret={secret}");
Console.Out.Flush();
await app.WaitForShutdownAsync();
