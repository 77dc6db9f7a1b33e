using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ZeroPath.Webhooks.Tests.Deliveries;

/// <summary>An authority of our own, and what it signs.</summary>
internal static class Certificates
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    public static X509Certificate2 Authority { get; } = CreateAuthority();

    public static X509Certificate2 For(string host) => Issue(host, Now.AddDays(-1), Now.AddDays(1));

    public static X509Certificate2 Expired(string host) => Issue(host, Now.AddDays(-3), Now.AddDays(-1));

    public static X509Certificate2 NotYetValid(string host) => Issue(host, Now.AddDays(1), Now.AddDays(3));

    public static X509Certificate2 SelfSigned(string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Request(host, key).CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
    }

    private static X509Certificate2 CreateAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(Now.AddDays(-10), Now.AddDays(10));
    }

    private static X509Certificate2 Issue(string host, DateTimeOffset from, DateTimeOffset to)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Request(host, key).Create(Authority, from, to, [1, 2, 3, 4]);
        return certificate.CopyWithPrivateKey(key);
    }

    private static CertificateRequest Request(string host, ECDsa key)
    {
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        return request;
    }
}
