using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ZeroPath.Webhooks.Dashboard;

/// <summary>
/// The files of the page, as they are in the assembly. Their address has a hash of them all in it, so that browsers keep them for ever and
/// modules find each other by relative paths.
/// </summary>
internal sealed class DashboardAssets
{
    public const string PageName = "index.html";

    private const string Folder = "assets/";
    private const int HashLength = 16;

    private readonly Dictionary<string, DashboardAsset> _byName;

    public DashboardAssets(IEnumerable<DashboardAsset> assets)
    {
        _byName = assets.ToDictionary(asset => asset.Name, StringComparer.Ordinal);
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var asset in All.OrderBy(asset => asset.Name, StringComparer.Ordinal))
        {
            sum.AppendData(Encoding.UTF8.GetBytes($"{asset.Name}\n{asset.Bytes.Length}\n"));
            sum.AppendData(asset.Bytes);
        }

        Hash = Convert.ToHexStringLower(sum.GetHashAndReset())[..HashLength];
        Page = Encoding.UTF8.GetString(_byName[PageName].Bytes);
    }

    /// <summary>Those in the assembly.</summary>
    public static DashboardAssets Embedded { get; } = new(ReadEmbedded());

    public IReadOnlyCollection<DashboardAsset> All => _byName.Values;

    /// <summary>Of all files.</summary>
    public string Hash { get; }

    /// <summary>Where the files are, below the page's base.</summary>
    public string Path => $"{Folder}{Hash}/";

    /// <summary>The page, with places for what depends on the request.</summary>
    public string Page { get; }

    public Task WriteAsync(HttpContext context)
    {
        var values = context.Request.RouteValues;
        if (values["hash"] is string hash && hash == Hash && values["name"] is string name && name != PageName
            && _byName.TryGetValue(name, out var asset))
        {
            return asset.WriteAsync(context, Hash);
        }

        // Of a version that is no more: whoever asks has an old page.
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }

    private static IEnumerable<DashboardAsset> ReadEmbedded()
    {
        var assembly = typeof(DashboardAssets).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            yield return new(resource[Folder.Length..].Replace('\\', '/'), bytes);
        }
    }
}
