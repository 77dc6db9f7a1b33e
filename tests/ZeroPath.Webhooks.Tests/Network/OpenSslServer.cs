using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace ZeroPath.Webhooks.Tests.Network;

/// <summary>A TLS server that is not .NET's: OpenSSL's own, which ends handshakes by alerts.</summary>
internal sealed class OpenSslServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private OpenSslServer(Process process, string folder, int port) => (_process, _folder, Port) = (process, folder, port);

    public int Port { get; }

    public static async Task<OpenSslServer> StartAsync(X509Certificate2 certificate, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("openssl").FullName;
        var (certificatePath, keyPath) = (Path.Combine(folder, "certificate.pem"), Path.Combine(folder, "key.pem"));
        await File.WriteAllTextAsync(certificatePath, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(keyPath, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        var start = new ProcessStartInfo(
            "openssl", ["s_server", "-accept", "127.0.0.1:0", "-cert", certificatePath, "-key", keyPath, "-naccept", "1", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();

        // "ACCEPT 127.0.0.1:12345"
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync();
        }
        while (line?.StartsWith("ACCEPT ", StringComparison.Ordinal) == false);
        return new(process, folder, int.Parse(line!.Split(':')[^1], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
