// Receives ZeroPath's webhooks. Requests must have the header of appsettings.json. An event is stored before it is answered, and handled
// once.
using ZeroPath.Webhooks.Events;
using ZeroPathReceiver;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddZeroPathWebhooks()
    .UseSqliteStore(builder.Configuration["Store"]!)
    .AddReceiver(builder.Configuration.GetSection("Receiver"))
    .AddHandler<ScanFailedEvent, ScanFailedHandler>();

var app = builder.Build();
app.MapZeroPathWebhooks("/webhooks/zeropath");
app.Run();
