using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ZeroPath.Webhooks;

/// <summary>
/// Judges a server's certificate with what is at hand (D51): nothing that a certificate names is downloaded. The host's authorities count
/// beside the system's.
/// </summary>
internal sealed class PeerCertificate(X509Certificate2Collection authorities)
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    /// <summary>How the system is to judge.</summary>
    public X509ChainPolicy CreatePolicy()
    {
        var policy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };
        policy.ExtraStore.AddRange(authorities);
        return policy;
    }

    /// <returns>True when it is fine.</returns>
    /// <exception cref="CertificateRefusedException">It is not.</exception>
    public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        errors == SslPolicyErrors.None
        || (errors == SslPolicyErrors.RemoteCertificateChainErrors && certificate is X509Certificate2 leaf
            && LeadsToAuthority(leaf, chain!))
        || Refuse(
            errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) ? "The server showed no certificate."
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? "The server's certificate is for another name."
            : ChainProblem(chain!));

    private static bool Refuse(string reason) => throw new CertificateRefusedException(reason);

    private static string ChainProblem(X509Chain chain)
    {
        var problems = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);
        return problems.HasFlag(X509ChainStatusFlags.PartialChain)
            ? "The issuer of the server's certificate is not known: the server must send its intermediate certificates, "
                + "or the option Authorities must have them."
            : problems.HasFlag(X509ChainStatusFlags.NotTimeValid) ? "The server's certificate has expired, or is not valid yet."
            : problems.HasFlag(X509ChainStatusFlags.UntrustedRoot)
                ? "The server's certificate comes from an authority that is not trusted. The option Authorities can have it."
            : $"The server's certificate is not valid: {problems}.";
    }

    private bool LeadsToAuthority(X509Certificate2 leaf, X509Chain systems)
    {
        if (authorities.Count == 0)
        {
            return false;
        }

        using var chain = new X509Chain { ChainPolicy = CreatePolicy() };
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.ExtraStore.AddRange(systems.ChainPolicy.ExtraStore);
        chain.ChainPolicy.ApplicationPolicy.Add(ServerAuthentication);
        return chain.Build(leaf);
    }
}
