namespace ZeroPath.Webhooks;

/// <summary>Protects what must not stand in a durable store in the clear: values of custom headers and of formats' settings, and
/// signing secrets.</summary>
public interface ISecretProtector
{
    /// <summary>Protects a secret.</summary>
    string Protect(string secret);

    /// <summary>Gives back what was protected.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It was protected with another key, or changed.</exception>
    string Unprotect(string protectedSecret);
}
