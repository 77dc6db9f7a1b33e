using ZeroPath.Webhooks;
using ZeroPath.Webhooks.Signing;

#pragma warning disable IDE0130 // Where users look for it.
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Signs requests with Ed25519.</summary>
public static class ZeroPathWebhooksEd25519Extensions
{
    /// <summary>
    /// Signs every request with Ed25519, beside what endpoints' signing secrets sign. <c>MapZeroPathWebhooksKeys</c> of
    /// <c>ZeroPath.Webhooks.AspNetCore</c> serves the public keys.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the keys, at least one.</param>
    /// <exception cref="ArgumentException">There is no key, or one is none, or the scheme cannot stand in a header.</exception>
    /// <example>
    /// <code>
    /// builder.Services.AddZeroPathWebhooks()
    ///     .UseEd25519(options => options.Keys.Add(new() { Value = builder.Configuration["SigningKey"]! }));   // whsk_…
    /// var app = builder.Build();
    /// app.MapZeroPathWebhooksKeys("/webhooks/keys");                       // of ZeroPath.Webhooks.AspNetCore
    /// </code>
    /// </example>
    public static ZeroPathWebhooksBuilder UseEd25519(this ZeroPathWebhooksBuilder builder, Action<Ed25519Options> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new Ed25519Options();
        configure(options);

        // Now, so that what is wrong with a key is said where it is written.
        new Ed25519Signer(options).Dispose();
        builder.Services.AddSingleton<IWebhookSigner>(_ => new Ed25519Signer(options));
        return builder;
    }
}
