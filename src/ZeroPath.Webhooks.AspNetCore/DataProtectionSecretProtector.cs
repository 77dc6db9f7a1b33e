using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace ZeroPath.Webhooks.AspNetCore;

/// <summary>
/// Protects with the host's key ring. What a store kept in the clear before stays readable, and is protected when it is next stored.
/// </summary>
internal sealed class DataProtectionSecretProtector(IDataProtectionProvider provider) : ISecretProtector
{
    private const string Mark = "data-protection:";

    private readonly IDataProtector _protector = provider.CreateProtector("ZeroPath.Webhooks.Secrets");

    public string Protect(string secret) => Mark + _protector.Protect(secret);

    public string Unprotect(string protectedSecret)
    {
        ArgumentNullException.ThrowIfNull(protectedSecret);
        if (!protectedSecret.StartsWith(Mark, StringComparison.Ordinal))
        {
            return protectedSecret;
        }

        try
        {
            return _protector.Unprotect(protectedSecret[Mark.Length..]);
        }
        catch (CryptographicException e)
        {
            throw new CryptographicException(
                $"This host's ASP.NET Data Protection keys do not fit: {e.Message} Put back the key ring, and the application name, under "
                + "which it was stored, and restart; or save the endpoint's headers and signing secrets again. All nodes and restarts "
                + "must share one key ring (PersistKeysTo…).",
                e);
        }
    }
}
