using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ZeroPath.Webhooks.Dashboard;

/// <summary>A file of the page. It is compressed when it is first asked for, and never again.</summary>
internal sealed class DashboardAsset(string name, byte[] bytes)
{
    private static readonly FileExtensionContentTypeProvider Types = new();

    private readonly Lazy<byte[]> _brotli = new(() => Compress(bytes, target => new BrotliStream(target, CompressionLevel.SmallestSize)));
    private readonly Lazy<byte[]> _gzip = new(() => Compress(bytes, target => new GZipStream(target, CompressionLevel.SmallestSize)));

    private readonly string _type = TypeOf(name);

    public string Name => name;

    public byte[] Bytes => bytes;

    public byte[] Brotli => _brotli.Value;

    public byte[] Gzip => _gzip.Value;

    /// <summary>Answers with it, for the browser to keep: another version has another address.</summary>
    public Task WriteAsync(HttpContext context, string tag)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.Vary = HeaderNames.AcceptEncoding;
        headers.XContentTypeOptions = "nosniff";
        var (encoding, body) = Choose(context.Request.Headers.AcceptEncoding);
        headers.ContentEncoding = encoding;
        return TypedResults.Bytes(body, _type, entityTag: new($"\"{tag}{encoding}\"")).ExecuteAsync(context);
    }

    private (string? Encoding, byte[] Body) Choose(StringValues accepted)
    {
        var takes = StringWithQualityHeaderValue.TryParseList(accepted, out var parsed)
            ? parsed.Where(item => item.Quality is not 0).Select(item => item.Value.Value).ToList()
            : [];
        return takes.Contains("br", StringComparer.OrdinalIgnoreCase) ? ("br", Brotli)
            : takes.Contains("gzip", StringComparer.OrdinalIgnoreCase) ? ("gzip", Gzip)
            : (null, bytes);
    }

    private static string TypeOf(string name) => !Types.TryGetContentType(name, out var type) ? "application/octet-stream"
        : type.StartsWith("text/", StringComparison.Ordinal) ? $"{type}; charset=utf-8"
        : type;

    private static byte[] Compress(byte[] bytes, Func<Stream, Stream> open)
    {
        using var target = new MemoryStream();
        using (var stream = open(target))
        {
            stream.Write(bytes);
        }

        return target.ToArray();
    }
}
