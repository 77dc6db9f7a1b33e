using Microsoft.Extensions.DependencyInjection;
using ZeroPath.Webhooks;

namespace TestingYourApp.Application;

/// <summary>What the application registers, in its Program.cs as in its tests.</summary>
public static class ScanServices
{
    public static IServiceCollection AddScans(this IServiceCollection services)
    {
        services.AddScoped<ScanService>().AddSingleton<OnCall>();
        services.AddSingleton<IDeliveryFailureNotifier>(its => its.GetRequiredService<OnCall>());
        services.AddZeroPathWebhooks()
            .AddEndpoint(new() { Name = "Chat", Url = new("https://chat.example.com/zeropath") })
            .AddSubscription(new() { EndpointId = "Chat" });
        return services;
    }
}
