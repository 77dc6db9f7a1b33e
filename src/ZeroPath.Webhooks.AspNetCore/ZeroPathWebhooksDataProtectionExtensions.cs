using Microsoft.Extensions.DependencyInjection.Extensions;
using ZeroPath.Webhooks;
using ZeroPath.Webhooks.AspNetCore;

#pragma warning disable IDE0130 // Where users look for it.
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Protects stored secrets.</summary>
public static class ZeroPathWebhooksDataProtectionExtensions
{
    /// <summary>
    /// Has a durable store keep secrets, such as the values of custom headers, protected by ASP.NET Data Protection. Its key ring must
    /// outlive the process and be shared by all nodes: see <c>PersistKeysToFileSystem</c> and <c>SetApplicationName</c> of
    /// <c>services.AddDataProtection()</c>. An endpoint whose secrets cannot be read gets nothing until they can be.
    /// </summary>
    /// <example>
    /// <code>
    /// builder.Services.AddDataProtection().SetApplicationName("scanner").PersistKeysToFileSystem(new("/var/lib/scanner/keys"));
    /// builder.Services.AddZeroPathWebhooks().UseSqliteStore("Data Source=webhooks.db").UseDataProtection();
    /// </code>
    /// </example>
    public static ZeroPathWebhooksBuilder UseDataProtection(this ZeroPathWebhooksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddDataProtection();
        builder.Services.Replace(ServiceDescriptor.Singleton<ISecretProtector, DataProtectionSecretProtector>());
        return builder;
    }
}
