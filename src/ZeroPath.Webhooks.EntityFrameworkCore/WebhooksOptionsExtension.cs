using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace ZeroPath.Webhooks.EntityFrameworkCore;

/// <summary>Gives every context of the options an outbox of its own, which a pool empties with the context.</summary>
internal sealed class WebhooksOptionsExtension : IDbContextOptionsExtension
{
    public DbContextOptionsExtensionInfo Info => field ??= new ExtensionInfo(this);

    public void ApplyServices(IServiceCollection services)
    {
        services.AddScoped<WebhookOutbox>();
        services.AddScoped<IInterceptor>(its => its.GetRequiredService<WebhookOutbox>());
        services.AddScoped<IResettableService>(its => its.GetRequiredService<WebhookOutbox>());
        services.AddScoped<IConventionSetPlugin, WebhooksConventions>();
    }

    public void Validate(IDbContextOptions options)
    {
    }

    private sealed class ExtensionInfo(IDbContextOptionsExtension extension) : DbContextOptionsExtensionInfo(extension)
    {
        public override bool IsDatabaseProvider => false;

        public override string LogFragment => "ZeroPath.Webhooks ";

        public override int GetServiceProviderHashCode() => 0;

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) => other is ExtensionInfo;

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo) => debugInfo["ZeroPath.Webhooks"] = "1";
    }
}
