// A complete receiver: what is in appsettings.json says who may send. With --self-check it sends itself an event,
// and ends when it is handled.
using System.Net.Http.Headers;
using Receiver;
using ZeroPath.Webhooks.Events;

var isCheck = args.Contains("--self-check");
var folder = Directory.CreateTempSubdirectory("zeropath-receiver-");
var handled = new TaskCompletionSource();

var builder = WebApplication.CreateBuilder(
    new WebApplicationOptions { Args = [.. args.Except(["--self-check"])], ContentRootPath = AppContext.BaseDirectory });
var store = isCheck ? $"Data Source={Path.Combine(folder.FullName, "received.db")}" : builder.Configuration["Store"]!;
builder.Services.AddZeroPathWebhooks()
    .UseSqliteStore(store)
    .AddReceiver(builder.Configuration.GetSection("Receiver"))
    .AddHandler<NewVulnerabilitiesPrEvent, VulnerabilityHandler>()
    .AddHandler<WebhookEvent>("everything", (_, received, _) =>
    {
        Console.WriteLine($"{received.Id}: {received.Event.Type}");
        handled.TrySetResult();
        return Task.CompletedTask;
    });
if (isCheck)
{
    builder.WebHost.UseUrls("http://127.0.0.1:0");
}

await using var app = builder.Build();
app.MapZeroPathWebhooks("/webhooks/zeropath");
if (!isCheck)
{
    await app.RunAsync();
    return 0;
}

await app.StartAsync();
using var client = new HttpClient(new SocketsHttpHandler());
using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(app.Urls.First()), "/webhooks/zeropath"))
{
    Content = new ByteArrayContent(WebhookJson.Write(EventCatalog.Find(WebhookEventType.NewVulnerabilitiesPr)!.CreateSample())),
};
request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
var stranger = await client.PostAsync(request.RequestUri, null);
request.Headers.Add("Authorization", app.Configuration["Receiver:Headers:Authorization"]);
var response = await client.SendAsync(request);
await handled.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
await app.StopAsync();
folder.Delete(recursive: true);
Console.WriteLine($"A stranger got {(int)stranger.StatusCode}, the sender {(int)response.StatusCode}, and the event was handled.");
return ((int)stranger.StatusCode, (int)response.StatusCode) == (401, 202) ? 0 : 1;
