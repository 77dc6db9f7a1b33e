namespace ZeroPath.Webhooks;

/// <summary>The server's certificate is not accepted. The message says why.</summary>
internal sealed class CertificateRefusedException(string message) : Exception(message);
